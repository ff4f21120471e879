package io.tandem.conformance.tc;

import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.conformance.tc.KindFlows.KindFlow;
import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the kernel says of rules that it holds, whatever they match and do. */
final class ReadbackChecks {
    private ReadbackChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("reads-back-every-kind", ReadbackChecks::everyKind);
        return checks;
    }

    private static void everyKind() throws Exception {
        List<KindFlow> flows = KindFlows.read();
        String[] settings = KindFlows.settings().entrySet().stream()
                .flatMap(e -> List.of(e.getKey(), e.getValue()).stream())
                .toArray(String[]::new);
        try (Bed bed = Bed.makeAfter(KindFlows.TUNNELS, settings)) {
            List<OffloadOperation> puts = flows.stream()
                    .map(flow -> (OffloadOperation) new OffloadOperation.Put(flow.flow()))
                    .toList();
            List<OffloadResult> results = bed.device().apply(puts);
            Set<Ufid> ufids = flows.stream().map(flow -> flow.flow().ufid()).collect(Collectors.toSet());
            Map<Ufid, RuleSnapshot> rules = bed.dump(ufids);
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < flows.size(); i++) {
                Optional<RuleSnapshot> rule =
                        Optional.ofNullable(rules.get(flows.get(i).flow().ufid()));
                String line = flows.get(i).line();
                switch (results.get(i)) {
                    case OffloadResult.Installed installed when rule.isEmpty() -> wrong.add(line + ": not in the dump");
                    case OffloadResult.Installed installed -> {
                        if (!(rule.orElseThrow().readback() instanceof Readback.Same)) {
                            wrong.add(line + ": " + rule.orElseThrow().readback());
                        }
                    }
                    case OffloadResult other -> wrong.add(line + ": " + other);
                }
            }
            Expect.that(wrong.isEmpty(), wrong.size() + " of " + flows.size() + ": " + String.join("; ", wrong));
        }
    }
}
