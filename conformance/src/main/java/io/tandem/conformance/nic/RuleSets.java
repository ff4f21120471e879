package io.tandem.conformance.nic;

import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.conformance.datapath.NamedFrames;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Random rules and packets: known frames and, as many, those of captures, half of them changed at random, and rules for some of
 * them. No two rules match the same packet. The same seed and captures
 * make the same.
 */
public final class RuleSets {
    private static final int PORTS = 4;
    private static final int MOST_RULES = 40;
    private static final int LONGEST = 2000;
    private static final int HEADERS = 90;

    private final List<byte[]> known = new ArrayList<>();
    private final List<byte[]> captured = new ArrayList<>();

    /** Of known frames alone. */
    public RuleSets() {
        NamedFrames.all().values().forEach(f -> known.add(f.toArray()));
    }

    /** Of these captures too; those without frames are left out. */
    public RuleSets(Captures folder) throws IOException {
        this();
        for (String name : folder.names()) {
            folder.frames(name).stream()
                    .filter(f -> f.size() <= LONGEST)
                    .limit(40)
                    .forEach(f -> captured.add(f.toArray()));
        }
    }

    /** The set of that number, with so many packets. */
    public DatapathCase make(long seed, int number, int packets) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        List<byte[]> some = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            List<byte[]> from = captured.isEmpty() || random.nextBoolean() ? known : captured;
            some.add(from.get(random.nextInt(from.size())));
        }
        List<CasePacket> all = new ArrayList<>();
        for (int i = 0; i < packets; i++) {
            byte[] frame = some.get(random.nextInt(some.size()));
            if (random.nextInt(4) == 0) {
                frame = Tunnelled.around(changed(frame, random), random);
            }
            all.add(new CasePacket(1 + random.nextInt(PORTS), Bytes.of(changed(frame, random))));
        }
        Map<FlowKey, CaseFlow> flows = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            opened(all, random).forEach((mask, keys) -> rules(keys, flows, mask, random));
        }
        for (int port = 1; port <= PORTS; port++) {
            int from = port;
            List<FlowKey> keys = all.stream()
                    .filter(p -> p.port() == from)
                    .map(RuleSets::key)
                    .toList();
            rules(keys, flows, mask(keys, 5, random), random);
        }
        for (TunnelPortConfig tunnel : Tunnelled.PORTS) {
            List<FlowKey> inside = all.stream()
                    .flatMap(p -> Tunnelled.keyInside(p.frame().toArray(), p.port(), tunnel).stream())
                    .toList();
            rules(inside, flows, mask(inside, 20, random), random);
        }
        return new DatapathCase(
                "rules-" + seed + "-" + number,
                Set.of(Reference.values()),
                RandomMeters.list(),
                List.copyOf(flows.values()),
                "",
                all);
    }

    /** Keys of packets that come in tunnels, by one of the ports, and what opens them. */
    private static Map<FlowMask, List<FlowKey>> opened(List<CasePacket> packets, SplittableRandom random) {
        int from = 1 + random.nextInt(PORTS);
        return packets.stream()
                .filter(p -> p.port() == from)
                .map(RuleSets::key)
                .filter(key -> Tunnelled.of(key).isPresent())
                .collect(Collectors.groupingBy(Tunnelled::outer, LinkedHashMap::new, Collectors.toList()));
    }

    private static FlowMask mask(List<FlowKey> here, int rarely, SplittableRandom random) {
        return here.isEmpty() ? FlowMask.EMPTY : RandomMasks.of(here.get(random.nextInt(here.size())), rarely, random);
    }

    private static void rules(
            List<FlowKey> here, Map<FlowKey, CaseFlow> flows, FlowMask mask, SplittableRandom random) {
        int wanted = flows.size() + MOST_RULES / PORTS;
        for (int i = 0; i < here.size() && flows.size() < wanted; i++) {
            FlowKey key = here.get(i);
            FlowKey masked = key.masked(mask);
            if (!flows.containsKey(masked) && random.nextInt(4) != 0) {
                String text = OdpKeyText.print(MatchEncoder.MEGAFLOW.encode(masked, mask), PortNames.any());
                CaseFlow flow = new CaseFlow(text, actions(key, mask, random));
                if (flow.standsAlone(flows.values())) {
                    flows.put(masked, flow);
                }
            }
        }
    }

    private static String actions(FlowKey key, FlowMask mask, SplittableRandom random) {
        return Tunnelled.of(key)
                .filter(tunnel -> random.nextInt(4) != 0)
                .map(tunnel -> "tnl_pop(" + tunnel.number() + ")")
                .orElseGet(() -> RandomMeters.before(new RandomRewrites(key, mask, random).list(), random));
    }

    private static FlowKey key(CasePacket from) {
        byte[] frame = from.frame().toArray();
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, from.port(), 0);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }

    /** Half of the frames stay; the others are cut, padded, or have words of their headers replaced. */
    private static byte[] changed(byte[] frame, SplittableRandom random) {
        switch (random.nextInt(10)) {
            case 0 -> {
                return Arrays.copyOf(frame, 14 + random.nextInt(Math.max(1, frame.length - 13)));
            }
            case 1 -> {
                return Arrays.copyOf(frame, frame.length + random.nextInt(200));
            }
            case 2, 3, 4 -> {
                byte[] other = frame.clone();
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    int at = random.nextInt(Math.min(other.length - 1, HEADERS));
                    int word = random.nextInt(4) == 0 ? (random.nextBoolean() ? 0xffff : 0) : random.nextInt(1 << 16);
                    other[at] = (byte) (word >>> 8);
                    other[at + 1] = (byte) word;
                }
                return other;
            }
            default -> {
                return frame;
            }
        }
    }
}
