package io.tandem.conformance.tcspeed;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.nativelib.TapDevice;
import io.tandem.conformance.ovs.OffloadSpeed;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpParseException;
import io.tandem.tc.device.TcBackend;
import io.tandem.tc.device.TcDevice;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.text.DeviceNames;
import io.tandem.tc.text.TcCommandPrinter;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcRule;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The program that runs in the guest: one line for each thing that was timed. */
public final class SpeedProgram {
    private static final String IN = "in0";
    private static final String OUT = "out0";
    private static final String TC_IN = "in1";
    private static final List<String> PEER = List.of("in2", "out2");
    private static final Path NOWHERE = Path.of("/dev/null");
    private static final int BATCH = 256;
    private static final int FIRST_PRIORITY = 100;
    private static final int WARM_RULES = 5000;

    /** Where a time goes that does not count. */
    private static final Sink UNTIMED = (who, what, nanos) -> {};

    /** Takes what was timed. */
    private interface Sink {
        void say(String who, String what, long nanos);
    }

    private SpeedProgram() {}

    /** Arguments: ROUNDS, {@code ovs} or {@code alone}, pairs of RULES and MASKS. A round times each in its turn. */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        boolean peer = arguments[1].equals("ovs");
        for (String device : List.of(IN, OUT, TC_IN, PEER.getFirst(), PEER.getLast())) {
            TapDevice.create(device);
            run(List.of("ip", "link", "set", device, "up"), NOWHERE);
        }
        tandem(WARM_RULES, 1, UNTIMED); // the just-in-time compiler's turn: an agent runs for months
        for (int i = 2; i + 1 < arguments.length; i += 2) {
            int rules = Integer.parseInt(arguments[i]);
            int masks = Integer.parseInt(arguments[i + 1]);
            Sink print =
                    (who, what, nanos) -> System.out.printf("%s\t%s\t%d\t%d\t%d%n", who, what, rules, masks, nanos);
            for (int round = 0; round < rounds; round++) {
                tandem(rules, masks, print);
                tc(rules, masks, print);
                if (peer) {
                    ovs(rules, masks, print);
                }
            }
        }
    }

    private static void tandem(int rules, int masks, Sink times)
            throws OdpParseException, BackendUnavailableException, DeviceException, IOException {
        List<Megaflow> flows = SpeedRules.make(rules, masks);
        try (TcDevice device = new TcBackend()
                .open(new DeviceConfig("tc0", Map.of("ports", "1=" + IN + ",2=" + OUT, "policy", "skip_hw")))) {
            long start = System.nanoTime();
            for (int from = 0; from < flows.size(); from += BATCH) {
                List<OffloadOperation> batch = new ArrayList<>(BATCH);
                for (Megaflow flow : flows.subList(from, Math.min(from + BATCH, flows.size()))) {
                    batch.add(new OffloadOperation.Put(flow));
                }
                for (OffloadResult result : device.apply(batch)) {
                    if (!(result instanceof OffloadResult.Installed)) {
                        throw new IOException("a put was answered with " + result);
                    }
                }
            }
            times.say("tandem", "insert", System.nanoTime() - start);
            AtomicLong seen = new AtomicLong();
            start = System.nanoTime();
            device.dump(Set.of(), rule -> seen.incrementAndGet());
            times.say("tandem", "dump", System.nanoTime() - start);
            if (seen.get() != rules) {
                throw new IOException("the dump has " + seen + " rules of " + rules);
            }
            start = System.nanoTime();
            device.flush();
            times.say("tandem", "flush", System.nanoTime() - start);
        }
    }

    private static void tc(int rules, int masks, Sink times)
            throws OdpParseException, IOException, InterruptedException {
        Path batch = Files.createTempFile("rules", ".tc");
        List<TcPort> ports = List.of(TcPort.wire(1, 1, TC_IN), TcPort.wire(2, 2, OUT));
        MegaflowTranslator translator =
                new MegaflowTranslator(TcCapabilities.LINUX_6_1, TcPorts.of(ports), new ChainNumbers(), TcMeters.NONE);
        TcCommandPrinter printer = new TcCommandPrinter(DeviceNames.of(Map.of(TC_IN, 1, OUT, 2)));
        try (BufferedWriter file = Files.newBufferedWriter(batch)) {
            int at = 0;
            for (Megaflow flow : SpeedRules.make(rules, masks)) {
                if (!(translator.translate(flow) instanceof TcRule rule)) {
                    throw new IOException("no rule for " + flow + ": " + translator.translate(flow));
                }
                FilterId id = new FilterId(
                        new AttachPoint.Ingress(1), 0, FIRST_PRIORITY + at % masks, rule.protocol(), 1 + at / masks);
                TcFilter filter = TcFilter.of(id, rule.match(), Set.of(FilterFlag.SKIP_HW), rule.actions());
                file.write(printer.print(filter).line().substring("tc ".length()));
                file.newLine();
                at++;
            }
        }
        run(List.of("tc", "qdisc", "add", "dev", TC_IN, "clsact"), NOWHERE);
        long start = System.nanoTime();
        run(List.of("tc", "-b", batch.toString()), NOWHERE);
        times.say("tc", "insert", System.nanoTime() - start);
        start = System.nanoTime();
        run(List.of("tc", "-s", "filter", "show", "dev", TC_IN, "ingress"), NOWHERE);
        times.say("tc", "dump", System.nanoTime() - start);
        run(List.of("tc", "qdisc", "del", "dev", TC_IN, "clsact"), NOWHERE);
        Files.delete(batch);
    }

    private static void ovs(int rules, int masks, Sink out)
            throws OdpParseException, IOException, InterruptedException, GuestException {
        OffloadSpeed.Times times = OffloadSpeed.measure(SpeedRules.make(rules, masks), PEER);
        out.say("ovs", "insert", times.insertNanos());
        out.say("ovs", "dump", times.dumpNanos());
    }

    private static void run(List<String> words, Path output) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("errors", ".txt");
        int status = new ProcessBuilder(words)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", words) + ": exit " + status + ": "
                    + Files.readString(errors).lines().limit(3).toList());
        }
        Files.delete(errors);
    }
}
