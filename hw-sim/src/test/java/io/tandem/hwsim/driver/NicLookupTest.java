package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.mutation.Mutator;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random flows in the NIC's tuples and TCAM, and frames that are almost right: each is hit by a flow that matches its key,
 * or by none where none does. Which: system property {@code tandem.nic.mutations.seed}.
 */
class NicLookupTest {
    private static final long SEED = Long.getLong("tandem.nic.mutations.seed", 20_261_121);
    private static final int ROUNDS = 12;
    private static final int MASKS = 16;
    private static final int FRAMES = 400;
    private static final int PORTS = 4;
    private static final Set<FlowField> ALWAYS =
            Set.of(FlowField.RECIRC_ID, FlowField.IN_PORT, FlowField.ETH_TYPE, FlowField.VLAN_CFI, FlowField.CVLAN_CFI);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Packet packet = PacketBatch.single();

    @Test
    void findsAFlowWhereOneMatches() throws Exception {
        Mutator mutator =
                new Mutator(Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps"), SEED);
        int hits = 0;
        int misses = 0;
        try (SimNicDevice nic = new SimNicBackend().open(new DeviceConfig("nic0", Map.of("profile", "small")))) {
            for (int round = 0; round < ROUNDS; round++) {
                List<byte[]> frames = new ArrayList<>();
                while (frames.size() < FRAMES) {
                    byte[] frame = mutator.next();
                    // the NIC does not parse NSH, nor what is shorter than an Ethernet header
                    if (frame.length >= 14 && key(frame).get(FlowField.ETH_TYPE) != 0x894f) {
                        frames.add(frame);
                    }
                }
                List<Megaflow> held = install(nic, frames);
                WireBurst burst = new WireBurst();
                frames.forEach(frame -> burst.add(1, frame));
                nic.exchange(burst, 1);
                for (int i = 0; i < FRAMES; i++) {
                    FlowKey key = key(frames.get(i));
                    List<Integer> ports = held.stream()
                            .filter(flow -> flow.key().matches(key, flow.mask()))
                            .map(NicLookupTest::port)
                            .toList();
                    String which = "frame %s of round %d, seed %d"
                            .formatted(HexFormat.of().formatHex(frames.get(i)), round, SEED);
                    if (ports.isEmpty()) {
                        assertThat(burst.verdict(i)).as(which).isEqualTo(Verdict.TO_HOST);
                        misses++;
                    } else {
                        assertThat(burst.verdict(i)).as(which).isEqualTo(Verdict.FORWARD);
                        assertThat(burst.outPort(i, 0)).as(which).isIn(ports);
                        hits++;
                    }
                }
                assertThat(nic.flush()).hasSize(held.size());
            }
        }
        assertThat(hits).isGreaterThan(ROUNDS * FRAMES / 4);
        assertThat(misses).isGreaterThan(ROUNDS * FRAMES / 8);
    }

    /** Flows of some of the frames, under masks that each several of them may share. */
    private List<Megaflow> install(SimNicDevice nic, List<byte[]> frames) throws Exception {
        Map<FlowKey, FlowMask> masks = new HashMap<>();
        List<OffloadOperation> puts = new ArrayList<>();
        for (int i = 0; i < FRAMES / 3; i++) {
            FlowKey key = key(frames.get(i));
            FlowKey kind = key.masked(kind());
            if (masks.containsKey(kind) || masks.size() < MASKS) {
                FlowMask mask = masks.computeIfAbsent(kind, k -> mask(key));
                puts.add(new OffloadOperation.Put(
                        Megaflow.of(key.masked(mask), mask, List.of(new OdpAction.Output(1 + random.nextInt(PORTS))))));
            }
        }
        List<OffloadResult> results = nic.apply(puts);
        Map<Object, Megaflow> held = new HashMap<>();
        for (int i = 0; i < puts.size(); i++) {
            if (!(results.get(i) instanceof OffloadResult.Refused)) {
                Megaflow flow = ((OffloadOperation.Put) puts.get(i)).flow();
                held.put(flow.ufid(), flow);
            }
        }
        return List.copyOf(held.values());
    }

    /** What decides which fields mean anything. */
    private static FlowMask kind() {
        return FlowMask.builder()
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.IPV4_PROTO)
                .exact(FlowField.VLAN_CFI)
                .exact(FlowField.CVLAN_CFI)
                .build();
    }

    private FlowMask mask(FlowKey key) {
        FlowMask.Builder mask = FlowMask.builder();
        ALWAYS.forEach(mask::exact);
        for (FlowField field : List.of(FlowField.IPV4_PROTO, FlowField.IPV6_PROTO, FlowField.ICMPV6_TYPE)) {
            if (field.prerequisite().holds(key) && random.nextInt(4) != 0) {
                mask.exact(field);
            }
        }
        for (FlowField field : NicMatchTable.fields()) {
            boolean means =
                    field.prerequisite().holds(key) && field.prerequisite().pinned(mask.build());
            if (means && !ALWAYS.contains(field) && random.nextInt(8) == 0) {
                if (field.wide()) {
                    mask.set(field, bits(), bits());
                } else {
                    mask.set(field, field.ones() & bits());
                }
            }
        }
        return mask.build();
    }

    /** Few bits, so that frames share what is left of them. */
    private long bits() {
        long some = random.nextLong();
        return some & random.nextLong();
    }

    private static int port(Megaflow flow) {
        return ((OdpAction.Output) flow.actions().getFirst()).port();
    }

    private FlowKey key(byte[] frame) {
        packet.set(frame, 0, frame.length, 1, 0);
        long[] words = new long[FlowField.WORDS];
        Arrays.fill(words, 0);
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }
}
