package io.tandem.conformance.synthesis;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what yosys has written of a profile. Stateless. */
final class YosysAnswers {
    private static final String TUPLE = "nic_tuple";
    private static final Pattern LONGEST =
            Pattern.compile("Longest topological path in \\\\?(\\S+) \\(length=(\\d+)\\)");
    private static final Pattern PROCESSOR = Pattern.compile("CPU: user ([0-9.]+)s");

    /**
     * The report of a profile.
     *
     * @param folder has nic_top and nic_tuple, each as .json (stat), .path (ltp) and .log
     */
    static SynthesisReport read(String profile, Path folder) throws IOException {
        Map<String, Cells> modules = new HashMap<>();
        Map<String, Long> instances = new HashMap<>();
        Map<String, Integer> deepest = new HashMap<>();
        double seconds = 0;
        for (String part : new String[] {"nic_top", TUPLE}) {
            JsonObject all = new JsonObject(Files.readString(folder.resolve(part + ".json"))).getJsonObject("modules");
            for (String name : all.fieldNames()) {
                Map<String, Long> cells = cells(all.getJsonObject(name));
                String module = kind(name);
                // all tuples are like the one that stands for them
                long times = module.equals(TUPLE) ? instances.getOrDefault(TUPLE, 1L) : 1;
                if (!module.equals(TUPLE)) {
                    instances.merge(module, 1L, Long::sum);
                }
                instances.merge(TUPLE, cells.getOrDefault(TUPLE, 0L), Long::sum);
                cells.keySet().removeIf(type -> type.startsWith("nic_"));
                modules.merge(module, Cells.NONE.plus(new Cells(cells), times), (one, other) -> one.plus(other, 1));
            }
            Matcher longest = LONGEST.matcher(Files.readString(folder.resolve(part + ".path")));
            while (longest.find()) {
                deepest.merge(kind(longest.group(1)), Integer.valueOf(longest.group(2)), Math::max);
            }
            Matcher processor = PROCESSOR.matcher(Files.readString(folder.resolve(part + ".log")));
            while (processor.find()) {
                seconds += Double.parseDouble(processor.group(1));
            }
        }
        return new SynthesisReport(profile, modules, instances, deepest, Math.round(seconds));
    }

    private static Map<String, Long> cells(JsonObject module) {
        JsonObject types = module.getJsonObject("num_cells_by_type", new JsonObject());
        Map<String, Long> counts = new HashMap<>();
        types.fieldNames().forEach(type -> counts.merge(kind(type), types.getLong(type), Long::sum));
        return counts;
    }

    /** A module's name without that of its instance, {@code nic_fifo$nic_top.u_headers}; cells without one stay. */
    private static String kind(String name) {
        String plain = name.startsWith("\\") ? name.substring(1) : name;
        int instance = plain.indexOf('$');
        return instance <= 0 ? plain : plain.substring(0, instance);
    }

    private YosysAnswers() {}
}
