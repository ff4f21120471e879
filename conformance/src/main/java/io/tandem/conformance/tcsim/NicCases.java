package io.tandem.conformance.tcsim;

import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.conformance.nic.RandomMasks;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/**
 * Cases of flows that the NIC can mostly hold: packets of captures under random masks of the fields that it has, with
 * random lists of the actions that it does. All flows of a case have one mask, so that no two match the same packet. The same
 * seed and captures make the same.
 */
public final class NicCases {
    private static final int PORTS = 4;
    private static final int FLOWS = 12;
    private static final int PACKETS = 48;
    private final List<List<Bytes>> captures = new ArrayList<>();

    /** Of these captures; those without frames are left out. */
    public NicCases(Captures folder) throws IOException {
        for (String name : folder.names()) {
            if (!folder.frames(name).isEmpty()) {
                captures.add(folder.frames(name));
            }
        }
    }

    /** So many cases; none where there are no captures. */
    public List<DatapathCase> make(int count, long seed) {
        List<DatapathCase> cases = new ArrayList<>();
        for (int i = 0; i < count && !captures.isEmpty(); i++) {
            cases.add(one(i, new SplittableRandom(seed * 1_000_003 + i)));
        }
        return cases;
    }

    private DatapathCase one(int number, SplittableRandom random) {
        List<Bytes> frames = captures.get(random.nextInt(captures.size()));
        int port = 1 + random.nextInt(PORTS);
        int first = random.nextInt(frames.size());
        List<CasePacket> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS && i < frames.size(); i++) {
            int at = random.nextInt(PORTS * 4) == 0 ? 1 + random.nextInt(PORTS) : port;
            packets.add(new CasePacket(at, frames.get((first + i) % frames.size())));
        }
        FlowMask mask = RandomMasks.of(key(packets.getFirst(), port), 3, random);
        Map<FlowKey, CaseFlow> flows = new LinkedHashMap<>();
        for (CasePacket packet : packets) {
            FlowKey key = key(packet, port);
            FlowKey masked = key.masked(mask);
            if (flows.size() < FLOWS && random.nextInt(4) != 0 && !flows.containsKey(masked)) {
                String text = OdpKeyText.print(MatchEncoder.MEGAFLOW.encode(masked, mask), PortNames.any());
                flows.put(masked, new CaseFlow(text, actions(key, random)));
            }
        }
        return new DatapathCase(
                "nic-" + number, Set.of(Reference.values()), List.of(), List.copyOf(flows.values()), "", packets);
    }

    private static FlowKey key(CasePacket from, int port) {
        byte[] frame = from.frame().toArray();
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, port, 0);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }

    private static String actions(FlowKey key, SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            return "drop";
        }
        StringJoiner list = new StringJoiner(",");
        if (random.nextInt(3) == 0) {
            list.add("set(eth(dst=02:00:00:00:00:%02x))".formatted(random.nextInt(256)));
        }
        if (random.nextInt(3) == 0) {
            list.add("set(eth(src=02:00:00:00:01:%02x,dst=02:00:00:00:02:%02x))"
                    .formatted(random.nextInt(256), random.nextInt(256)));
        }
        if (!key.isZero(FlowField.VLAN_CFI) && random.nextBoolean()) {
            list.add("pop_vlan");
        }
        if (random.nextInt(4) == 0) {
            list.add("push_vlan(vid=%d,pcp=%d)".formatted(random.nextInt(4095), random.nextInt(8)));
        }
        list.add(Integer.toString(1 + random.nextInt(PORTS)));
        if (random.nextInt(16) == 0) {
            list.add(Integer.toString(1 + random.nextInt(PORTS)));
        }
        return list.toString();
    }
}
