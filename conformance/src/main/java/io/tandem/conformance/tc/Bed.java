package io.tandem.conformance.tc;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.conformance.nativelib.TapDevice;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.tc.device.TcBackend;
import io.tandem.tc.device.TcDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Two ports whose wires a check holds, and the device that has rules on them. One thread; frames can be written by
 * another through {@link Stream}.
 */
final class Bed implements AutoCloseable {
    static final String IN = "in0";
    static final String OUT = "out0";
    static final PortNames PORTS = PortNames.of(List.of(1, 2));

    private final TapDevice in;
    private final TapDevice out;
    private final Map<String, String> settings;
    private TcDevice device;

    private Bed(TapDevice in, TapDevice out, Map<String, String> settings) throws BackendUnavailableException {
        this.in = in;
        this.out = out;
        this.settings = settings;
        this.device = open(settings);
    }

    /** The usual device: rules of the kernel's software. */
    static Bed make(String... settings) throws IOException, InterruptedException, BackendUnavailableException {
        return makeAfter(List.of(), settings);
    }

    /** The same, opened after commands that change its ports. */
    static Bed makeAfter(List<String> commands, String... settings)
            throws IOException, InterruptedException, BackendUnavailableException {
        Map<String, String> all = new HashMap<>(Map.of("ports", "1=" + IN + ",2=" + OUT, "policy", "skip_hw"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        TapDevice in = TapDevice.create(IN);
        TapDevice out = TapDevice.create(OUT);
        boolean made = false;
        try {
            Commands.run("ip link set " + IN + " up");
            Commands.run("ip link set " + OUT + " up");
            for (String command : commands) {
                Commands.run(command);
            }
            Bed bed = new Bed(in, out, all);
            made = true;
            return bed;
        } finally {
            if (!made) {
                in.close();
                out.close();
            }
        }
    }

    private static TcDevice open(Map<String, String> settings) throws BackendUnavailableException {
        return new TcBackend().open(new DeviceConfig("tc0", settings));
    }

    TcDevice device() {
        return device;
    }

    /** The process starts again: another device with the same settings, and some others. */
    void restart(String... others) throws BackendUnavailableException {
        device.close();
        Map<String, String> all = new HashMap<>(settings);
        for (int i = 0; i < others.length; i += 2) {
            all.put(others[i], others[i + 1]);
        }
        device = open(all);
    }

    /** The flow to an address of 10.0.0.0/16, by its last 16 bits. */
    static Megaflow flow(int destination, String actions) throws OdpParseException {
        return megaflow(
                "recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.%d.%d,frag=no)"
                        .formatted(destination >> 8, destination & 0xff),
                actions);
    }

    static Megaflow megaflow(String match, String actions) throws OdpParseException {
        OdpMatch parsed = OdpKeyText.parseMasked(match, PORTS);
        return Megaflow.of(parsed.key(), parsed.mask(), OdpActionText.parse(actions, PORTS));
    }

    OffloadResult put(Megaflow flow) throws DeviceException {
        return device.apply(List.of(new OffloadOperation.Put(flow))).getFirst();
    }

    /** Puts a flow that must be taken. */
    String install(Megaflow flow) throws DeviceException, CheckFailedException {
        return switch (put(flow)) {
            case OffloadResult.Installed(Ufid ufid, String id) -> id;
            case OffloadResult other -> throw new CheckFailedException("the put was answered with " + other);
        };
    }

    OffloadResult modify(Megaflow flow) throws DeviceException {
        return device.apply(List.of(new OffloadOperation.Modify(flow))).getFirst();
    }

    OffloadResult.Deleted delete(Megaflow flow) throws DeviceException, CheckFailedException {
        return switch (device.apply(List.of(new OffloadOperation.Delete(flow.ufid())))
                .getFirst()) {
            case OffloadResult.Deleted deleted -> deleted;
            case OffloadResult other -> throw new CheckFailedException("the delete was answered with " + other);
        };
    }

    Map<Ufid, RuleSnapshot> dump(Set<Ufid> verify) throws DeviceException {
        Map<Ufid, RuleSnapshot> rules = new HashMap<>();
        device.dump(verify, rule -> rules.put(rule.ufid(), rule));
        return rules;
    }

    void send(byte[] frame, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            in.write(frame);
        }
    }

    /** Has frames come in by the second port. */
    void sendBack(byte[] frame, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            out.write(frame);
        }
    }

    /** Frames that left by the second port since the last call, without the kernel's own. */
    List<byte[]> received() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (Optional<byte[]> frame = out.read(); frame.isPresent(); frame = out.read()) {
            byte[] bytes = frame.get();
            if (Arrays.equals(bytes, 6, 12, new byte[] {2, 0, 0, 0, 0, 1}, 0, 6)) {
                frames.add(bytes);
            }
        }
        return frames;
    }

    @Override
    public void close() {
        device.close();
        in.close();
        out.close();
    }
}
