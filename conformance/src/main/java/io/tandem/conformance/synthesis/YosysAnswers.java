package io.tandem.conformance.synthesis;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@code hw-sim/synthesis/synthesise.mjs} has written of a profile. Stateless. */
final class YosysAnswers {
    private static final String TUPLE = "nic_tuple";

    /**
     * The report of a profile.
     *
     * @param folder has nic_top.json and nic_tuple.json
     */
    static SynthesisReport read(String profile, Path folder) throws IOException {
        Map<String, Cells> modules = new HashMap<>();
        Map<String, Long> instances = new HashMap<>();
        Map<String, Long> slowest = new HashMap<>();
        long seconds = 0;
        for (String part : List.of("nic_top", TUPLE)) {
            JsonObject answer = new JsonObject(Files.readString(folder.resolve(part + ".json")));
            JsonObject all = answer.getJsonObject("modules");
            for (String name : all.fieldNames()) {
                JsonObject one = all.getJsonObject(name);
                Map<String, Long> cells = cells(one.getJsonObject("cells"));
                String module = kind(name);
                // all tuples are like the one that stands for them
                boolean tuple = module.equals(TUPLE);
                long times = tuple ? instances.getOrDefault(TUPLE, 1L) : 1;
                instances.merge(module, tuple ? 0L : 1L, Long::sum);
                instances.merge(TUPLE, cells.getOrDefault(TUPLE, 0L), Long::sum);
                cells.keySet().removeIf(type -> type.startsWith("nic_"));
                modules.merge(module, Cells.NONE.plus(new Cells(cells), times), (first, other) -> first.plus(other, 1));
                seconds += one.getLong("seconds");
                slowest.merge(module, one.getLong("picoseconds"), Math::max);
            }
        }
        return new SynthesisReport(profile, modules, instances, slowest, seconds);
    }

    private static Map<String, Long> cells(JsonObject types) {
        Map<String, Long> counts = new HashMap<>();
        types.fieldNames().forEach(type -> counts.merge(kind(type), types.getLong(type), Long::sum));
        return counts;
    }

    /** A module's name without that of its instance, {@code nic_fifo$nic_top.u_headers}; cells without one stay. */
    private static String kind(String name) {
        int instance = name.indexOf('$');
        return instance <= 0 ? name : name.substring(0, instance);
    }

    private YosysAnswers() {}
}
