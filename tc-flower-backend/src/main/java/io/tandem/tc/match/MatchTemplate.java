package io.tandem.tc.match;

import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.FlowerValues;
import io.tandem.tc.host.TcPort;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The match of a megaflow, to be filled with the values of others that have its mask and differ in free fields alone: those
 * that a key of the match is compared with as they are, and that decide nothing else about it. Immutable.
 */
final class MatchTemplate {
    private static final Set<FlowField> FREE_FIELDS = EnumSet.of(
            FlowField.ETH_SRC,
            FlowField.ETH_DST,
            FlowField.IPV4_SRC,
            FlowField.IPV4_DST,
            FlowField.IPV4_TOS,
            FlowField.IPV4_TTL,
            FlowField.IPV6_SRC,
            FlowField.IPV6_DST,
            FlowField.IPV6_TCLASS,
            FlowField.IPV6_HLIMIT,
            FlowField.TCP_SRC,
            FlowField.TCP_DST,
            FlowField.TCP_FLAGS,
            FlowField.UDP_SRC,
            FlowField.UDP_DST,
            FlowField.SCTP_SRC,
            FlowField.SCTP_DST);

    private static final FlowMask FREE = bits(FREE_FIELDS);

    private final RuleMatch first;
    private final FlowField[] fields;
    private final int[] indexes;

    /** Where the values of the match are that come from free fields. */
    private MatchTemplate(RuleMatch first, Set<FlowField> free) {
        this.first = first;
        fields = free.toArray(FlowField[]::new);
        indexes = new int[fields.length];
        for (int i = 0; i < fields.length; i++) {
            indexes[i] =
                    first.match().values().indexOf(MatchTable.find(fields[i]).orElseThrow());
        }
    }

    /** The template that a match makes; empty where the mask looks at a free field that no key is compared with. */
    static Optional<MatchTemplate> of(MatchTranslator.Made made, FlowMask mask) {
        Set<FlowField> free = EnumSet.copyOf(FREE_FIELDS);
        free.retainAll(made.compared());
        FlowMask answered = bits(free);
        for (int i = 0; i < FlowField.WORDS; i++) {
            if ((mask.word(i) & FREE.word(i) & ~answered.word(i)) != 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new MatchTemplate(made.match(), free));
    }

    private static FlowMask bits(Set<FlowField> fields) {
        FlowMask.Builder all = FlowMask.builder();
        fields.forEach(all::exact);
        return all.build();
    }

    /** The match of another megaflow of that mask, in which all but free fields are as they were in the first. */
    RuleMatch fill(FlowKey key, FlowMask mask) {
        FlowerMatch match = first.match();
        FlowerValues wanted = match.values();
        List<FlowerValue> filled = new ArrayList<>(fields.length);
        for (int i = 0; i < fields.length; i++) {
            Bytes value = MatchTable.bytes(wanted.key(indexes[i]), fields[i], key);
            filled.add(new FlowerValue(value, wanted.value(indexes[i]).mask()));
        }
        PacketFacts facts = first.facts();
        return new RuleMatch(
                first.protocol(),
                new FlowerMatch(
                        wanted.with(indexes, filled),
                        match.sourcePorts(),
                        match.destinationPorts(),
                        match.mpls(),
                        match.tunnelOptions(),
                        match.inDevice()),
                first.narrowedIn(),
                new PacketFacts(
                        facts.port(),
                        facts.recirculated(),
                        facts.etherType(),
                        facts.tags(),
                        facts.protocol(),
                        facts.fragments(),
                        key.masked(mask),
                        mask));
    }

    /** What megaflows that are filled into one template have in common. */
    static final class Shape {
        private final FlowKey key;
        private final FlowMask mask;
        private final TcPort port;
        private final int hash;

        Shape(FlowKey key, FlowMask mask, TcPort port) {
            this.key = key;
            this.mask = mask;
            this.port = port;
            long all = mask.map();
            for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
                int i = Long.numberOfTrailingZeros(rest);
                long wanted = mask.word(i);
                all = (all * 31 + wanted) * 31 + (key.word(i) & wanted & ~FREE.word(i));
            }
            hash = Long.hashCode(all);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof Shape that) || hash != that.hash || !mask.equals(that.mask)) {
                return false;
            }
            for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
                int i = Long.numberOfTrailingZeros(rest);
                if (((key.word(i) ^ that.key.word(i)) & mask.word(i) & ~FREE.word(i)) != 0) {
                    return false;
                }
            }
            return port.equals(that.port);
        }
    }
}
