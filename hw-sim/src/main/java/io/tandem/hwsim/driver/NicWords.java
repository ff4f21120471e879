package io.tandem.hwsim.driver;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Prerequisite;
import io.tandem.hwsim.profile.KeyBits;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the driver writes into the NIC, word by word, the lowest first: for benches of its modules. Stateless. */
public final class NicWords {
    private static final FlowMask EVERYTHING = NicConnections.without(everything());
    private static final FlowMask WITHOUT_DISCOVERY = EVERYTHING.toBuilder()
            .set(FlowField.ND_TARGET, 0, 0)
            .set(FlowField.ND_SLL, 0)
            .set(FlowField.ND_TLL, 0)
            .set(FlowField.ND_RESERVED, 0)
            .set(FlowField.ND_OPTIONS_TYPE, 0)
            .build();

    /**
     * A rule's action with what it refers to. The words are the caller's.
     *
     * @param action names no entries yet
     * @param edits of each copy, in the order of the outputs
     * @param headers likewise; zeros where none stands in front
     */
    public record Action(long[] action, List<long[]> edits, List<long[]> headers) {
        public Action {
            edits = List.copyOf(edits);
            headers = List.copyOf(headers);
        }
    }

    /** The key that the NIC's parser finds in a packet in which the software finds that one. */
    public static long[] key(FlowKey key) {
        long[] nic = new long[KeyBits.WORDS];
        boolean inside = !key.isZero(FlowField.TUNNEL_FAMILY);
        FlowMask mask = inside && Prerequisite.ND.holds(key) ? WITHOUT_DISCOVERY : EVERYTHING;
        NicMatchTable.place(key, TunnelMatch.inKey(key, mask, inside), nic, new long[KeyBits.WORDS]);
        // IGMP, and ICMP over the other version of IP, have type and code in the ports' place and no field that says so
        NicRule.put(nic, KeyBits.TP_SRC.lsb(), 16, key.word(FlowField.TCP_SRC.word()) >>> FlowField.TCP_SRC.shift());
        NicRule.put(nic, KeyBits.TP_DST.lsb(), 16, key.word(FlowField.TCP_DST.word()) >>> FlowField.TCP_DST.shift());
        return nic;
    }

    /**
     * The action of a flow; empty where the action engine of a NIC with ports 1 to {@code ports} does not do it by itself, or
     * it is looked up again.
     */
    public static Optional<Action> action(Megaflow flow, int ports) {
        return new RuleTranslator(ports, 0, NicFeatures.ACTION_ENGINE, NicTunnels.none(), NicMeters.none())
                                        .translate(flow)
                                instanceof RuleTranslator.Outcome.Rule(var rule, var edits, var headers)
                        && !edits.isEmpty()
                ? Optional.of(new Action(
                        rule.action().clone(),
                        edits.stream().map(e -> e.words().clone()).toList(),
                        headers.stream().map(e -> e.words().clone()).toList()))
                : Optional.empty();
    }

    /**
     * The bucket of a masked key.
     *
     * @param bank 0 for the first half of the ways, 1 for the second
     * @param buckets a power of two
     */
    public static int bucket(long[] key, int bank, int buckets) {
        return NicHash.bucket(key, bank, buckets);
    }

    /** Puts a part of at most 64 bits into words; parts do not cross words. */
    public static void put(long[] words, int lsb, int width, long value) {
        NicRule.put(words, lsb, width, value);
    }

    private static FlowMask everything() {
        long[] ones = new long[FlowField.WORDS];
        Arrays.fill(ones, -1L);
        return FlowMask.ofWords(ones);
    }

    private NicWords() {}
}
