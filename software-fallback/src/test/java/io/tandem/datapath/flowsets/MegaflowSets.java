package io.tandem.datapath.flowsets;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Sets of megaflows on in_port 1 for measuring, and packets for them. */
public final class MegaflowSets {
    private static final List<OdpAction> OUT = List.of(new OdpAction.Output(2));
    private static final int TABLES = 8;
    private static final FlowMask BASE = FlowMask.builder()
            .exact(FlowField.IN_PORT)
            .exact(FlowField.RECIRC_ID)
            .exact(FlowField.ETH_TYPE)
            .exact(FlowField.VLAN_VID)
            .build();

    /**
     * Megaflows over random masks that do not overlap. The VLAN id tells eight tables apart, each with another pair of
     * fields in which all its masks have at least 24 bits between them; the other bits are random prefixes.
     *
     * @param masks distinct masks, each with about the same number of flows
     */
    public static List<Megaflow> disjoint(int flows, int masks, SplittableRandom random) {
        List<FlowMask> chosen = new ArrayList<>();
        Map<FlowMask, Integer> tables = new HashMap<>();
        while (chosen.size() < masks) {
            int table = chosen.size() % TABLES;
            FlowMask mask = mask(table, random);
            if (tables.putIfAbsent(mask, table) == null) {
                chosen.add(mask);
            }
        }
        List<Megaflow> made = new ArrayList<>();
        List<Map<FlowKey, FlowKey>> cores = new ArrayList<>();
        for (int i = 0; i < TABLES; i++) {
            cores.add(new HashMap<>());
        }
        while (made.size() < flows) {
            FlowMask mask = chosen.get(made.size() % masks);
            int table = tables.getOrDefault(mask, 0);
            FlowKey key = packet(FlowKey.EMPTY, FlowMask.EMPTY, random).toBuilder()
                    .set(FlowField.VLAN_VID, table)
                    .build();
            // A core of its own for each flow is what keeps it apart from all others.
            if (cores.get(table).putIfAbsent(key.masked(core(table)), key) == null) {
                made.add(Megaflow.of(key, mask, OUT));
            }
        }
        return made;
    }

    private static FlowMask core(int table) {
        FlowField[] pair = pair(table);
        return BASE.toBuilder()
                .set(pair[0], prefix(pair[0], 12))
                .set(pair[1], prefix(pair[1], 12))
                .build();
    }

    private static FlowField[] pair(int table) {
        FlowField[] fields = {FlowField.IPV4_SRC, FlowField.IPV4_DST, FlowField.UDP_SRC, FlowField.UDP_DST};
        int first = table % fields.length;
        return new FlowField[] {fields[first], fields[(first + 1 + table / fields.length) % fields.length]};
    }

    private static FlowMask mask(int table, SplittableRandom random) {
        FlowMask.Builder mask = FlowMask.builder();
        for (FlowField field : List.of(FlowField.IPV4_SRC, FlowField.IPV4_DST, FlowField.UDP_SRC, FlowField.UDP_DST)) {
            mask.set(field, prefix(field, random.nextInt(field.width() + 1)));
        }
        return mask.add(core(table)).build();
    }

    /**
     * The megaflows of a policy that lets in one source, one destination, one source port or one destination port: a
     * slow path that reads each field bit by bit until it differs leaves one mask for each combination of lengths.
     * Source: Csikor and others, Tuple Space Explosion, CoNEXT 2019.
     */
    public static List<Megaflow> bitFlips(int flows, SplittableRandom random) {
        List<Megaflow> made = new ArrayList<>();
        Set<FlowMask> seen = new HashSet<>();
        while (made.size() < flows) {
            FlowKey.Builder key = allowed().toBuilder();
            FlowMask.Builder mask = BASE.toBuilder().exact(FlowField.IPV4_PROTO);
            for (FlowField field :
                    List.of(FlowField.IPV4_SRC, FlowField.IPV4_DST, FlowField.UDP_SRC, FlowField.UDP_DST)) {
                int length = 1 + random.nextInt(field.width());
                mask.set(field, prefix(field, length));
                key.set(field, allowed().get(field) ^ 1L << field.width() - length);
            }
            if (seen.add(mask.build())) {
                made.add(Megaflow.of(key.build(), mask.build(), OUT));
            }
        }
        return made;
    }

    /** What the policy of {@link #bitFlips} lets in by its destination, one megaflow for each source. */
    public static List<Megaflow> established(int flows, SplittableRandom random) {
        FlowMask mask = BASE.toBuilder()
                .exact(FlowField.IPV4_PROTO)
                .exact(FlowField.IPV4_SRC)
                .exact(FlowField.IPV4_DST)
                .build();
        Map<FlowKey, Megaflow> made = new HashMap<>();
        while (made.size() < flows) {
            FlowKey key = allowed().toBuilder()
                    .set(FlowField.IPV4_SRC, random.nextLong() & FlowField.IPV4_SRC.ones())
                    .build();
            made.put(key.masked(mask), Megaflow.of(key, mask, OUT));
        }
        return List.copyOf(made.values());
    }

    private static FlowKey allowed() {
        return FlowKey.builder()
                .set(FlowField.IN_PORT, 1)
                .set(FlowField.ETH_TYPE, 0x0800)
                .set(FlowField.IPV4_PROTO, 17)
                .set(FlowField.IPV4_SRC, 0x0a000001)
                .set(FlowField.IPV4_DST, 0xc0a80001L)
                .set(FlowField.UDP_SRC, 12345)
                .set(FlowField.UDP_DST, 80)
                .build();
    }

    /** A UDP packet that matches the key under the mask, with random bits elsewhere. */
    public static FlowKey packet(FlowKey key, FlowMask mask, SplittableRandom random) {
        long[] words = FlowKey.builder()
                .set(FlowField.IN_PORT, 1)
                .set(FlowField.ETH_SRC, random.nextLong() & FlowField.ETH_SRC.ones())
                .set(FlowField.ETH_DST, random.nextLong() & FlowField.ETH_DST.ones())
                .set(FlowField.ETH_TYPE, 0x0800)
                .set(FlowField.IPV4_PROTO, 17)
                .set(FlowField.IPV4_SRC, random.nextLong() & FlowField.IPV4_SRC.ones())
                .set(FlowField.IPV4_DST, random.nextLong() & FlowField.IPV4_DST.ones())
                .set(FlowField.UDP_SRC, random.nextInt(1 << 16))
                .set(FlowField.UDP_DST, random.nextInt(1 << 16))
                .build()
                .toWords();
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i] & ~mask.word(i) | key.word(i) & mask.word(i);
        }
        return FlowKey.ofWords(words);
    }

    private static long prefix(FlowField field, int length) {
        return field.ones() & ~(field.ones() >>> length);
    }

    private MegaflowSets() {}
}
