package io.tandem.conformance.rtetap;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.Explanation;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.conformance.rtewords.Testpmd;
import io.tandem.flow.Megaflow;
import io.tandem.rte.device.RteBackend;
import io.tandem.rte.device.RteDevice;
import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.eal.EalException;
import io.tandem.rte.eal.MbufPool;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.port.EthFlows;
import io.tandem.rte.port.EthPort;
import io.tandem.rte.transport.CheckedFlows;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The program that runs in the guest: a line for each case, {@code ok NAME} or {@code FAILED NAME: why}. */
public final class TapProgram {
    private static final String TAP = "tap0";
    private static final String TESTPMD_TAP = "net_tap0,iface=tap1";
    private static final int MEGABYTES = 128;
    private static final int MBUFS = 2_047;
    private static final int DESCRIPTORS = 256;
    private static final int EACH = 3;
    private static final int QUEUES = 2;

    private final TapWire wire;
    private final RteDevice device;

    private TapProgram(TapWire wire, RteDevice device) {
        this.wire = wire;
        this.device = device;
    }

    /** Argument: where dpdk-testpmd is. */
    public static void main(String[] arguments) throws Exception {
        List<String> printed = new ArrayList<>();
        Eal eal = Eal.start(EalConfig.virtual(MEGABYTES));
        try (MbufPool pool = eal.createPool("packets", MBUFS);
                EthPort tap = attach(eal, "net_tap0,iface=" + TAP, pool, 1);
                EthPort sender = attach(eal, "net_af_packet0,qdisc_bypass=0,iface=" + TAP, pool, 1);
                RteDevice device = device("tap")) {
            TapProgram program = new TapProgram(new TapWire(tap, sender), device);
            for (TapCase one : TapCase.TAKEN) {
                say(one.name(), program.taken(one, printed));
            }
            for (TapCase one : TapCase.REFUSED) {
                say(one.name(), program.refused(one));
            }
        }
        say("testpmd takes what is printed", testpmd(Path.of(arguments[0]), printed, true));
        List<String> others = new ArrayList<>();
        try (MbufPool pool = eal.createPool("more packets", MBUFS);
                EthPort port = attach(eal, "net_tap2,iface=tap2", pool, 1);
                RteDevice any = device("any", port.name())) {
            for (TapCase one : TapCase.REFUSED) {
                if (any.explain(one.flow()) instanceof Translation translation) {
                    others.add(translation.text());
                }
            }
        }
        say("testpmd refuses what is refused", testpmd(Path.of(arguments[0]), others, false));
        say("steered to a queue", steered(eal));
    }

    /** A rule's packets come up by the queue that it names, and by another once another rule names that. */
    private static List<String> steered(Eal eal) throws EalException, RteTransportException {
        List<String> faults = new ArrayList<>();
        TapCase one = TapCase.TAKEN.getFirst();
        try (MbufPool pool = eal.createPool("steered packets", MBUFS);
                EthPort tap = attach(eal, "net_tap3,iface=tap3", pool, QUEUES);
                EthPort sender = attach(eal, "net_af_packet3,qdisc_bypass=0,iface=tap3", pool, 1);
                RteFlows flows = new CheckedFlows(new EthFlows())) {
            TapWire wire = new TapWire(tap, sender);
            for (int queue = QUEUES - 1; queue >= 0; queue--) {
                RteRule rule = new RteRule(
                        0,
                        0,
                        Set.of(Traffic.INGRESS),
                        List.of(PatternItem.of(
                                RteField.ETH_TYPE, FieldValue.exact(RteField.ETH_TYPE, one.etherType()))),
                        List.of(RteAction.of(RteActionType.QUEUE, queue)));
                RteAnswer<FlowHandle> made = flows.create(tap.number(), rule);
                List<Integer> came = wire.queues(one.hit(), EACH);
                if (!came.equals(Collections.nCopies(EACH, queue))) {
                    faults.add("of " + EACH + " packets for queue " + queue + " there came by queues " + came
                            + "; the rule was answered with " + made);
                }
                if (made instanceof RteAnswer.Done<FlowHandle>(FlowHandle handle)) {
                    flows.destroy(tap.number(), handle);
                }
            }
        }
        return faults;
    }

    private static void say(String name, List<String> faults) {
        System.out.println(faults.isEmpty() ? "ok " + name : "FAILED " + name + ": " + String.join("; ", faults));
    }

    private static EthPort attach(Eal eal, String device, MbufPool pool, int queues) throws EalException {
        EthPort port = EthPort.attach(eal, device);
        port.start(queues, DESCRIPTORS, EthPort.DEFAULT_MTU, pool);
        return port;
    }

    private static RteDevice device(String driver) throws BackendUnavailableException {
        return device(driver, "net_tap0");
    }

    private static RteDevice device(String driver, String port) throws BackendUnavailableException {
        return new RteBackend()
                .open(new DeviceConfig("rte0", Map.of("ports", "1=" + port, "driver", driver, "uncounted", "true")));
    }

    /** The rule takes what it should and nothing else, and what it took is counted, from its beginning to its end. */
    private List<String> taken(TapCase one, List<String> printed)
            throws DeviceException, IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        Megaflow flow = one.flow();
        expect(faults, "before the rule", wire.send(one.hit(), one.miss(), EACH), EACH, EACH);
        OffloadResult put =
                device.apply(List.of(new OffloadOperation.Put(flow))).getFirst();
        if (!(put instanceof OffloadResult.Installed)) {
            faults.add("the put is answered with " + put);
            return faults;
        }
        if (device.explain(flow) instanceof Translation translation) {
            printed.add(translation.text());
        }
        expect(faults, "under the rule", wire.send(one.hit(), one.miss(), EACH), 0, EACH);
        long dropped = dropped();
        if (dropped != EACH) {
            faults.add("the kernel counted " + dropped + " packets for the rule, " + EACH + " were sent");
        }
        OffloadResult delete =
                device.apply(List.of(new OffloadOperation.Delete(flow.ufid()))).getFirst();
        if (!(delete instanceof OffloadResult.Deleted)) {
            faults.add("the delete is answered with " + delete);
        }
        expect(faults, "after the rule", wire.send(one.hit(), one.miss(), EACH), EACH, EACH);
        return faults;
    }

    private static void expect(List<String> faults, String when, TapWire.Arrived arrived, int hits, int misses) {
        if (arrived.hits() != hits || arrived.misses() != misses) {
            faults.add("%s %d of the flow's packets and %d others arrived, not %d and %d"
                    .formatted(when, arrived.hits(), arrived.misses(), hits, misses));
        }
    }

    private List<String> refused(TapCase one) throws DeviceException {
        OffloadResult put =
                device.apply(List.of(new OffloadOperation.Put(one.flow()))).getFirst();
        Explanation explained = device.explain(one.flow());
        return put instanceof OffloadResult.Refused && explained instanceof Refusal
                ? List.of()
                : List.of("the put is answered with " + put + ", explained as " + explained);
    }

    /** Packets of the kernel's filters that the driver made of rules, which drop. */
    private static long dropped() throws IOException, InterruptedException {
        Process tc = new ProcessBuilder("tc", "-j", "-s", "filter", "show", "dev", TAP)
                .redirectErrorStream(true)
                .start();
        String text = new String(tc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tc.waitFor() != 0) {
            throw new IOException("tc filter show: " + text);
        }
        long packets = 0;
        for (Object filter : new JsonArray(text)) {
            JsonArray actions = ((JsonObject) filter)
                    .getJsonObject("options", new JsonObject())
                    .getJsonArray("actions");
            if (actions != null) {
                for (Object action : actions) {
                    JsonObject one = (JsonObject) action;
                    String verdict = one.getJsonObject("control_action", new JsonObject())
                            .getString("type", "");
                    packets += verdict.equals("drop")
                            ? one.getJsonObject("stats", new JsonObject()).getLong("packets", 0L)
                            : 0;
                }
            }
        }
        return packets;
    }

    private static List<String> testpmd(Path program, List<String> texts, boolean wanted)
            throws IOException, InterruptedException {
        List<String> lines = texts.stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .toList();
        List<String> faults = new ArrayList<>();
        if (lines.isEmpty()) {
            faults.add("no rule was printed");
        }
        List<Testpmd.Answer> answers = Testpmd.answers(program, List.of(TESTPMD_TAP), lines);
        for (int i = 0; i < lines.size(); i++) {
            boolean created = answers.get(i) instanceof Testpmd.Answer.Created;
            boolean refused = answers.get(i) instanceof Testpmd.Answer.Refused;
            if (wanted ? !created : lines.get(i).startsWith("flow create") && !refused) {
                faults.add(lines.get(i) + " is answered with " + answers.get(i));
            }
        }
        return faults;
    }
}
