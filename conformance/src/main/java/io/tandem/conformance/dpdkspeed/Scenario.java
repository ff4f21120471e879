package io.tandem.conformance.dpdkspeed;

import io.tandem.datapath.capture.CaptureWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What passes, and what finds it: a capture with one packet of each flow, in random order, and the megaflows that it meets.
 *
 * @param flows UDP flows, one 64-byte packet each, its FCS counted and not in the capture
 * @param emc whether the exact match cache is used, with Open vSwitch's own insertion probability, 1 in 100
 * @param masks of the megaflows; 0: one megaflow that all packets match, else each flow has its own
 */
public record Scenario(int flows, boolean emc, int masks) {
    /** Captures of 1, 1,000 and 10,000 flows with the cache and without it; megaflows of their own over 1 and 20 masks. */
    public static final List<Scenario> ALL = List.of(
            new Scenario(1, true, 0),
            new Scenario(1_000, true, 0),
            new Scenario(10_000, true, 0),
            new Scenario(1, false, 0),
            new Scenario(1_000, false, 0),
            new Scenario(10_000, false, 0),
            new Scenario(1_000, false, 1),
            new Scenario(10_000, false, 1),
            new Scenario(1_000, false, 20),
            new Scenario(10_000, false, 20));

    /** One insertion into the cache in so many is carried out; 0: none. */
    static final int INSERT_INVERSE = 100;

    private static final int FRAME = 60;
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int FIRST_SOURCE = 0x0a000001;
    private static final int DESTINATION = 0x0b000001;
    /** Destination prefixes have this length and more. */
    private static final int SHORTEST_PREFIX = 12;

    private static final int PORTS = 50_000;
    private static final int FIRST_PORT = 1_024;

    /** In words of few characters, as {@code emc-1000}, {@code no-emc-10000} or {@code no-emc-10000-20-masks}. */
    public String name() {
        return (emc ? "emc-" : "no-emc-") + flows + (masks == 0 ? "" : "-" + masks + "-masks");
    }

    /** Of the megaflows that are put. */
    public int megaflows() {
        return masks == 0 ? 1 : flows;
    }

    /** Writes the capture. */
    void writeCapture(Path file) throws IOException {
        List<Integer> order = new ArrayList<>(IntStream.range(0, flows).boxed().toList());
        Collections.shuffle(order, new Random(1));
        try (CaptureWriter writer = new CaptureWriter(file, false)) {
            for (int flow : order) {
                writer.write(0, frame(flow), FRAME);
            }
        }
    }

    /** The megaflows, each as {@code KEY ACTIONS}, from one port to another, in the text that Open vSwitch takes. */
    List<String> megaflows(int in, int out) {
        String common = "recirc_id(0),in_port(" + in + "),packet_type(ns=0,id=0),eth(),eth_type(0x0800),";
        if (masks == 0) {
            return List.of(common + "ipv4(frag=no) " + out);
        }
        return IntStream.range(0, flows)
                .mapToObj(flow -> {
                    int mask = -1 << Integer.SIZE - SHORTEST_PREFIX - flow % masks;
                    return common + "ipv4(src=" + address(FIRST_SOURCE + flow) + ",dst=" + address(DESTINATION & mask)
                            + "/" + address(mask) + ",frag=no) " + out;
                })
                .toList();
    }

    private static byte[] frame(int flow) {
        ByteBuffer frame = ByteBuffer.allocate(FRAME);
        frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}).putShort((short) 0x0800);
        frame.putShort((short) 0x4500).putShort((short) (FRAME - ETHERNET)).putInt(0);
        frame.putShort((short) 0x4011).putShort((short) 0);
        frame.putInt(FIRST_SOURCE + flow).putInt(DESTINATION);
        frame.putShort(ETHERNET + 10, headerChecksum(frame));
        frame.putShort((short) (FIRST_PORT + flow % PORTS)).putShort((short) 53);
        frame.putShort((short) (FRAME - ETHERNET - IPV4)).putShort((short) 0);
        return frame.array();
    }

    private static short headerChecksum(ByteBuffer frame) {
        int sum = 0;
        for (int at = ETHERNET; at < ETHERNET + IPV4; at += Short.BYTES) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        return (short) ~((sum & 0xffff) + (sum >>> 16));
    }

    private static String address(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }
}
