package io.tandem.conformance.tcsim;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.hwsim.v1.Fault;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a NIC that fails, is full or refuses makes of flows: the reason reaches each flow, and no packet is forgotten. */
final class NicFaults {
    private static final int FRAME = 60;

    private final SimNicDevice nic;
    private final OffloadDevice tc;
    private final List<String> faults = new ArrayList<>();

    private NicFaults(SimNicDevice nic, OffloadDevice tc) {
        this.nic = nic;
        this.tc = tc;
    }

    private interface Check {
        void make(NicFaults on) throws DeviceException, OdpParseException;
    }

    private static Map<String, Check> checks() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("rule-rejected", NicFaults::ruleRejected);
        checks.put("reset", NicFaults::reset);
        checks.put("table-full", NicFaults::tableFull);
        checks.put("changed-under-traffic", NicFaults::changedUnderTraffic);
        checks.put("refused-with-reason", NicFaults::refusedWithReason);
        return checks;
    }

    /** Makes each check on a small NIC of its own. @return a line for each, {@code ok NAME} or {@code FAILED NAME: why} */
    static List<String> run() throws BackendUnavailableException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Check> check : checks().entrySet()) {
            try (SimNicDevice nic = TcSimSuite.nic("small");
                    OffloadDevice tc = TcSimSuite.tc(nic)) {
                NicFaults on = new NicFaults(nic, tc);
                try {
                    check.getValue().make(on);
                } catch (DeviceException | OdpParseException e) {
                    on.faults.add(String.valueOf(e.getMessage()));
                }
                lines.add(
                        on.faults.isEmpty()
                                ? "ok " + check.getKey()
                                : "FAILED " + check.getKey() + ": " + String.join("; ", on.faults));
            }
        }
        return lines;
    }

    private void ruleRejected() throws DeviceException, OdpParseException {
        nic.controls()
                .inject(Fault.newBuilder()
                        .setKind(Fault.Kind.REJECT_WRITE)
                        .setN(2)
                        .build());
        List<OffloadResult> results = tc.apply(List.of(put(1, "2"), put(2, "2"), put(3, "2")));
        expect(results.get(0) instanceof OffloadResult.Installed, "the first rule is " + results.get(0));
        expect(
                results.get(1) instanceof OffloadResult.Refused refused
                        && refused.refusal().code() == Refusal.Code.DEVICE_ERROR
                        && refused.refusal().driverWords().contains("command rejected"),
                "the rejected rule is " + results.get(1));
        expect(results.get(2) instanceof OffloadResult.Installed, "the third rule is " + results.get(2));
        expect(tc.apply(List.of(put(2, "2"))).getFirst() instanceof OffloadResult.Installed, "it is not taken later");
        counts(2, send(2, 4) == 4 ? 4 : -1);
    }

    private void reset() throws DeviceException, OdpParseException {
        tc.apply(List.of(put(1, "2"), put(2, "2")));
        long first = send(1, 3);
        long second = send(2, 5);
        expect(first == 3 && second == 5, "the NIC forwards " + first + " of 3 and " + second + " of 5");
        try {
            nic.controls().inject(Fault.newBuilder().setKind(Fault.Kind.EXIT).build());
        } catch (DeviceException expected) {
            expect(nic.failed(), "a NIC whose process ended has not failed: " + expected.getMessage());
        }
        expect(send(1, 2) == 0, "a dead NIC forwards");
        List<RuleSnapshot> rules = rules();
        expect(rules.size() == 2, "rules after the reset: " + rules);
        for (RuleSnapshot rule : rules) {
            expect(
                    rule.readback() instanceof Readback.Different(String how) && how.startsWith("no hardware holds it"),
                    "after the reset, a rule is read back as " + rule.readback());
        }
        counts(1, 3);
        counts(2, 5);
        OffloadResult again = tc.apply(
                        List.of(new OffloadOperation.Delete(flow(1, "2").ufid())))
                .getFirst();
        expect(
                again instanceof OffloadResult.Deleted deleted && deleted.last().packets() == 3,
                "the last counts after the reset are " + again);
        expect(tc.apply(List.of(put(1, "2"))).getFirst() instanceof OffloadResult.Installed, "it does not come back");
        expect(send(1, 2) == 2, "the rule that came back forwards nothing");
        counts(1, 2);
    }

    private void tableFull() throws DeviceException, OdpParseException {
        List<OffloadOperation> puts = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            puts.add(put(i, "2"));
        }
        List<Integer> out = new ArrayList<>();
        int in = 0;
        List<OffloadResult> results = tc.apply(puts);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof OffloadResult.Refused refused) {
                out.add(i + 1);
                expect(
                        refused.refusal().code() == Refusal.Code.TABLE_FULL
                                && !refused.refusal().driverWords().isEmpty(),
                        "rule " + (i + 1) + " is " + refused.refusal());
            } else {
                in++;
            }
        }
        expect(!out.isEmpty() && in > 200, in + " of 300 rules go into a table of 256");
        expect(rules().size() == in, rules().size() + " rules are there of " + in);
        if (!out.isEmpty()) {
            expect(send(out.getFirst(), 1) == 0, "a rule that is not there forwards");
        }
        expect(send(1, 1) == 1, "a full table forwards nothing");
    }

    private void changedUnderTraffic() throws DeviceException, OdpParseException {
        tc.apply(List.of(put(1, "2")));
        expect(send(1, 3) == 3, "the NIC does not forward");
        OffloadResult changed =
                tc.apply(List.of(new OffloadOperation.Modify(flow(1, "3")))).getFirst();
        expect(
                changed instanceof OffloadResult.Modified modified
                        && modified.last().packets() == 3,
                "a change answers " + changed);
        WireBurst burst = burst(1, 4);
        expect(burst.outPort(0, 0) == 3, "a changed rule sends to port " + burst.outPort(0, 0));
        counts(1, 4);
        changed = tc.apply(List.of(new OffloadOperation.Modify(flow(1, "ct(commit,zone=1),recirc(5)"))))
                .getFirst();
        expect(
                changed instanceof OffloadResult.Refused refused
                        && refused.last().packets() == 4,
                "a change that the NIC refuses answers " + changed);
        expect(send(1, 1) == 0, "a refused rule still forwards");
    }

    private void refusedWithReason() throws DeviceException, OdpParseException {
        Map<String, String> wanted = Map.of(
                "in_port(1),eth_type(0x0800),ipv4(frag=no) actions:2,3,4,1,2", "4 copies",
                "in_port(1),eth_type(0x0800),ipv4(frag=no) actions:dec_ttl(le_1(drop)),2", "expires",
                "in_port(1),ct_mark(5),eth_type(0x0806) actions:2", "match on ct_mark: the NIC tracks",
                "in_port(1),ct_state(+trk+est),eth_type(0x0800),ipv4(frag=no) actions:2", "ct_state",
                "in_port(1),eth_type(0x894f) actions:2", "NSH",
                "in_port(1),eth_type(0x0800),ipv4(frag=no) actions:pop_eth,recirc(5)", "without Ethernet",
                "in_port(5),eth_type(0x0800),ipv4(frag=no) actions:2", "port 5",
                "in_port(1),eth_type(0x0800),ipv4(frag=no) actions:5", "port 5");
        for (Map.Entry<String, String> line : wanted.entrySet()) {
            OffloadResult result = tc.apply(List.of(new OffloadOperation.Put(flow(line.getKey()))))
                    .getFirst();
            expect(
                    result instanceof OffloadResult.Refused refused
                            && (refused.refusal().sentence() + refused.refusal().driverWords())
                                    .contains(line.getValue()),
                    line.getKey() + " is answered by " + result);
        }
    }

    private List<RuleSnapshot> rules() throws DeviceException {
        List<RuleSnapshot> rules = new ArrayList<>();
        Set<Ufid> none = Set.of();
        tc.dump(none, rules::add);
        Set<Ufid> all = rules.stream().map(RuleSnapshot::ufid).collect(Collectors.toSet());
        rules.clear();
        tc.dump(all, rules::add);
        return rules;
    }

    private void counts(int number, long packets) throws DeviceException, OdpParseException {
        Ufid ufid = flow(number, "2").ufid();
        List<RuleSnapshot> of =
                rules().stream().filter(rule -> rule.ufid().equals(ufid)).toList();
        expect(
                of.size() == 1
                        && of.getFirst().counters().packets() == packets
                        && of.getFirst().counters().bytes() == packets * FRAME,
                "rule " + number + " counts " + of + ", not " + packets + " packets");
    }

    private void expect(boolean right, String otherwise) {
        if (!right) {
            faults.add(otherwise);
        }
    }

    /** How many of so many frames to an address the NIC forwards. */
    private long send(int number, int frames) {
        WireBurst burst = burst(number, frames);
        long forwarded = 0;
        for (int i = 0; i < frames; i++) {
            forwarded += burst.verdict(i) == Verdict.FORWARD ? 1 : 0;
        }
        return forwarded;
    }

    private WireBurst burst(int number, int frames) {
        byte[] frame = ByteBuffer.allocate(FRAME)
                .position(12)
                .putShort((short) 0x0800)
                .putInt(0x45000000 | FRAME - 14)
                .putInt(0)
                .putInt(64 << 24 | 17 << 16)
                .putInt(0x0a000001)
                .putInt(0x0a010000 + number)
                .putShort((short) 1)
                .putShort((short) 2)
                .putShort((short) (FRAME - 34))
                .array();
        WireBurst burst = new WireBurst();
        for (int i = 0; i < frames; i++) {
            burst.add(1, frame);
        }
        nic.exchange(burst, System.nanoTime());
        return burst;
    }

    private static OffloadOperation put(int number, String actions) throws OdpParseException {
        return new OffloadOperation.Put(flow(number, actions));
    }

    private static Megaflow flow(int number, String actions) throws OdpParseException {
        return flow("in_port(1),eth_type(0x0800),ipv4(dst=10.1." + (number >> 8) + "." + (number & 255)
                + ",frag=no) actions:" + actions);
    }

    private static Megaflow flow(String line) throws OdpParseException {
        int actions = line.indexOf(" actions:");
        OdpMatch match = OdpKeyText.parseMasked("eth()," + line.substring(0, actions), PortNames.any());
        return Megaflow.of(
                match.key(),
                match.mask().toBuilder().exact(FlowField.RECIRC_ID).build(),
                OdpActionText.parse(line.substring(actions + " actions:".length()), PortNames.any()));
    }
}
