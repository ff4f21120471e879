package io.tandem.conformance.offload;

import io.tandem.backend.Refusal;
import io.tandem.conformance.datapath.KernelEncoding;
import io.tandem.conformance.ovs.OffloadVerdict;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.wire.FilterDecoder;
import io.tandem.tc.wire.ReadFilter;
import io.tandem.tc.wire.TcDecodeException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What Open vSwitch and Tandem make of the same flows. */
public final class OffloadReport {
    /** What Open vSwitch takes for granted of the tunnels' peers. */
    private static final TcCapabilities TRUSTING =
            TcCapabilities.LINUX_6_1.withConstantTunnelFlags(true).withExactOptionLength(true);

    private final MegaflowTranslator strict = translator(TcCapabilities.LINUX_6_1);
    private final MegaflowTranslator translator = translator(TRUSTING);
    private final FilterDecoder decoder = new FilterDecoder();

    private final StringBuilder text = new StringBuilder();
    private final Map<OffloadDispute, Integer> disputes = new EnumMap<>(OffloadDispute.class);
    private final Map<String, Integer> onlyOurs = new TreeMap<>();
    private final Map<String, Integer> narrower = new TreeMap<>();
    private int flows;
    private int both;
    private int neither;
    private int refusedByKernel;
    private int invalid;
    private int trusting;
    private int missing;
    private int different;

    private OffloadReport() {}

    /** Compares verdicts of Open vSwitch with Tandem's translation, flow by flow. */
    public static OffloadReport of(List<OffloadCase> cases, List<OffloadVerdict> verdicts) {
        OffloadReport report = new OffloadReport();
        for (int i = 0; i < cases.size(); i++) {
            report.compare(cases.get(i), verdicts.get(i));
        }
        return report;
    }

    private static MegaflowTranslator translator(TcCapabilities capabilities) {
        return new MegaflowTranslator(capabilities, OffloadPorts.devices(), new ChainNumbers(), TcMeters.NONE);
    }

    private void compare(OffloadCase flow, OffloadVerdict verdict) {
        flows++;
        TcOutcome ours = translator.translate(flow.flow());
        if (ours instanceof TcRule rule && verdict instanceof OffloadVerdict.InTc theirs) {
            compare(flow, rule, theirs);
            return;
        }
        if (!KernelEncoding.of(flow.flow()).accepted()) {
            invalid++;
            return;
        }
        switch (verdict) {
            case OffloadVerdict.Refused refused -> refusedByKernel++;
            case OffloadVerdict.InKernel inKernel -> {
                if (ours instanceof TcRule) {
                    onlyOurs.merge(reason(inKernel.words()), 1, Integer::sum);
                } else {
                    neither++;
                }
            }
            case OffloadVerdict.InTc inTc -> {
                if (ours instanceof TcOutcome.Refused refused) {
                    missing(flow, refused.refusal());
                }
            }
        }
    }

    private void missing(OffloadCase flow, Refusal refusal) {
        Optional<OffloadDispute> dispute = OffloadDispute.of(refusal);
        if (dispute.isPresent()) {
            disputes.merge(dispute.get(), 1, Integer::sum);
            return;
        }
        missing++;
        text.append("%s: Open vSwitch offloads it, Tandem says %s %s: %s%n  %s actions:%s%n"
                .formatted(
                        flow.name(),
                        refusal.code(),
                        refusal.subject(),
                        refusal.sentence(),
                        flow.text().key(),
                        flow.text().actions()));
    }

    private void compare(OffloadCase flow, TcRule rule, OffloadVerdict.InTc theirs) {
        both++;
        if (strict.translate(flow.flow()) instanceof TcOutcome.Refused) {
            trusting++;
        }
        List<ReadFilter> filters = new ArrayList<>();
        for (List<byte[]> bodies : theirs.filters().values()) {
            for (byte[] body : bodies) {
                try {
                    decoder.read(body, 0, body.length).ifPresent(filters::add);
                } catch (TcDecodeException e) {
                    differs(flow, "Tandem does not read the filter: " + e.getMessage());
                    return;
                }
            }
        }
        if (filters.size() != 1) {
            differs(flow, "Open vSwitch made " + filters.size() + " filters");
            return;
        }
        FlowerMatch match = filters.getFirst().filter().match();
        List<String> narrowed = MatchRelation.onlyIn(rule.match(), match);
        if (!narrowed.isEmpty()) {
            differs(flow, "Tandem's matches less: " + String.join(", ", narrowed));
            return;
        }
        for (String only : MatchRelation.onlyIn(match, rule.match())) {
            narrower.merge(only.split(" ", 2)[0], 1, Integer::sum);
        }
        int protocol = filters.getFirst().filter().id().protocol();
        if (rule.protocol() != protocol) {
            differs(flow, "protocol 0x%04x, Open vSwitch 0x%04x".formatted(rule.protocol(), protocol));
        }
    }

    private void differs(OffloadCase flow, String how) {
        different++;
        text.append("%s: %s%n  %s actions:%s%n"
                .formatted(flow.name(), how, flow.text().key(), flow.text().actions()));
    }

    /** Words without the values in them, so that equal reasons count as one. */
    private static String reason(String words) {
        String[] lines = words.split("; ", -1);
        String last = lines[lines.length - 1].replaceAll("[0-9a-f]{4,}|\\d+", "N");
        return last.isEmpty() ? "nothing" : last;
    }

    /** True where Tandem offloads all that Open vSwitch does, by filters that match all that its do. */
    public boolean allEqual() {
        return missing == 0 && different == 0;
    }

    /** The report for a person. */
    public String toText() {
        StringBuilder report = new StringBuilder(text);
        report.append(
                "%d flows; of those that not both offload %d are none to the kernel's datapath: actions that do not suit the match%n"
                        .formatted(flows, invalid));
        report.append("%d refused by Open vSwitch or its kernel, %d offloaded by both, %d by neither%n"
                .formatted(refusedByKernel, both, neither));
        disputes.forEach((dispute, count) -> report.append(
                "  %d offloaded by Open vSwitch alone, %s: %s%n".formatted(count, dispute.word(), dispute.words())));
        report.append("offloaded by Open vSwitch alone for no known reason: %d; filters that differ: %d%n"
                .formatted(missing, different));
        report.append("offloaded by Tandem only with constant-tunnel-flags and exact-option-length: %d%n"
                .formatted(trusting));
        report.append("offloaded by Tandem alone: %d%n"
                .formatted(
                        onlyOurs.values().stream().mapToInt(Integer::intValue).sum()));
        onlyOurs.forEach(
                (reason, count) -> report.append("  %d where Open vSwitch says: %s%n".formatted(count, reason)));
        narrower.forEach((key, count) ->
                report.append("  %d filters of Open vSwitch match less, in %s%n".formatted(count, key)));
        return report.toString();
    }
}
