package io.tandem.tc.text;

import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerKey.Notation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The words of flower: fields by {@link FlowerKey}'s table, and those that are none. Source: iproute2, tc/f_flower.c. */
sealed interface MatchWords {
    /** The word. */
    String word();

    /** A word that several fields may have, of which what is before decides. */
    record Field(String word, List<FlowerKey> keys) implements MatchWords {
        boolean isPort() {
            return keys.getFirst().notation() == Notation.PORT;
        }
    }

    /** Options of the tunnel header. */
    record Options(TunnelOptionText text) implements MatchWords {
        @Override
        public String word() {
            return text.word();
        }
    }

    /** A word without argument. */
    record Flag(FilterFlag flag) implements MatchWords {
        @Override
        public String word() {
            return flag.word();
        }
    }

    /** A word that is one of a kind. */
    enum Single implements MatchWords {
        CLASS("classid"),
        FLOW("flowid"),
        TRAFFIC_CLASS("hw_tc"),
        IN_DEVICE("indev"),
        MPLS("mpls"),
        ACTION("action");

        private final String word;

        Single(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    /** Words of tc, 6.1 or later, for fields that are not in {@link FlowerKey}. */
    List<String> NOT_FOR_FLOWS = List.of("pppoe_sid", "ppp_proto", "l2tpv3_sid", "spi", "cfm", "pfcp_opts", "l2_miss");

    /** Words that tc does not let be shortened. */
    Set<String> WHOLE = Set.of(FlowerKey.NUM_OF_VLANS.word(), TunnelOptionText.GTP.word(), FlowerKey.ENC_FLAGS.word());

    /** All that the model has. */
    List<MatchWords> ALL = all();

    private static List<MatchWords> all() {
        List<MatchWords> all = new ArrayList<>(List.of(Single.values()));
        for (FilterFlag flag : List.of(FilterFlag.SKIP_HW, FilterFlag.SKIP_SW, FilterFlag.VERBOSE)) {
            all.add(new Flag(flag));
        }
        for (TunnelOptionText text : TunnelOptionText.values()) {
            all.add(new Options(text));
        }
        List<String> seen = new ArrayList<>();
        for (FlowerKey key : FlowerKey.values()) {
            if (!key.word().isEmpty() && !seen.contains(key.word())) {
                seen.add(key.word());
                all.add(new Field(key.word(), named(key.word())));
            }
        }
        return List.copyOf(all);
    }

    private static List<FlowerKey> named(String word) {
        List<FlowerKey> keys = new ArrayList<>();
        for (FlowerKey key : FlowerKey.values()) {
            if (key.word().equals(word)) {
                keys.add(key);
            }
        }
        return List.copyOf(keys);
    }
}
