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

    private SpeedProgram() {}

    /** Arguments: pairs of RULES and MASKS; with {@code ovs} behind them Open vSwitch is timed too. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(arguments));
        boolean peer = words.removeLast().equals("ovs");
        for (String device : List.of(IN, OUT, TC_IN, PEER.getFirst(), PEER.getLast())) {
            TapDevice.create(device);
            run(List.of("ip", "link", "set", device, "up"), NOWHERE);
        }
        tandem(1000, 1); // the just-in-time compiler's turn
        for (int i = 0; i + 1 < words.size(); i += 2) {
            int rules = Integer.parseInt(words.get(i));
            int masks = Integer.parseInt(words.get(i + 1));
            tandem(rules, masks);
            tc(rules, masks);
            if (peer) {
                ovs(rules, masks);
            }
        }
    }

    private static void say(String who, String what, int rules, int masks, long nanos) {
        System.out.printf("%s\t%s\t%d\t%d\t%d%n", who, what, rules, masks, nanos);
    }

    private static void tandem(int rules, int masks)
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
            say("tandem", "insert", rules, masks, System.nanoTime() - start);
            AtomicLong seen = new AtomicLong();
            start = System.nanoTime();
            device.dump(Set.of(), rule -> seen.incrementAndGet());
            say("tandem", "dump", rules, masks, System.nanoTime() - start);
            if (seen.get() != rules) {
                throw new IOException("the dump has " + seen + " rules of " + rules);
            }
            start = System.nanoTime();
            device.flush();
            say("tandem", "flush", rules, masks, System.nanoTime() - start);
        }
    }

    private static void tc(int rules, int masks) throws OdpParseException, IOException, InterruptedException {
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
        say("tc", "insert", rules, masks, System.nanoTime() - start);
        start = System.nanoTime();
        run(List.of("tc", "-s", "filter", "show", "dev", TC_IN, "ingress"), NOWHERE);
        say("tc", "dump", rules, masks, System.nanoTime() - start);
        run(List.of("tc", "qdisc", "del", "dev", TC_IN, "clsact"), NOWHERE);
        Files.delete(batch);
    }

    private static void ovs(int rules, int masks)
            throws OdpParseException, IOException, InterruptedException, GuestException {
        OffloadSpeed.Times times = OffloadSpeed.measure(SpeedRules.make(rules, masks), PEER);
        say("ovs", "insert", rules, masks, times.insertNanos());
        say("ovs", "dump", rules, masks, times.dumpNanos());
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
