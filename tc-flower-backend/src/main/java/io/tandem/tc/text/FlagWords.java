package io.tandem.tc.text;

import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import java.util.List;
import java.util.Optional;

/** Bits that tc has names for. Source: iproute2, tc/f_flower.c, flags_str and flower_ct_states; linux/pkt_cls.h. */
enum FlagWords {
    /** {@code frag/nofirstfrag}. */
    SLASHED(
            "/",
            "",
            "no",
            List.of(new Flag("frag", FlowerKey.IS_FRAGMENT), new Flag("firstfrag", FlowerKey.FIRST_FRAGMENT))),
    /** The same of the outer header; tc has them since 6.11. */
    TUNNEL(
            "/",
            "",
            "no",
            List.of(
                    new Flag("tuncsum", FlowerKey.TUNNEL_CSUM),
                    new Flag("tundf", FlowerKey.TUNNEL_DONT_FRAGMENT),
                    new Flag("tunoam", FlowerKey.TUNNEL_OAM),
                    new Flag("tuncrit", FlowerKey.TUNNEL_CRIT_OPT))),
    /** {@code +trk-new}. */
    SIGNED(
            "",
            "+",
            "-",
            List.of(
                    new Flag("trk", 8),
                    new Flag("new", 1),
                    new Flag("est", 2),
                    new Flag("rel", 4),
                    new Flag("inv", 16),
                    new Flag("rpl", 32)));

    private record Flag(String word, int bit) {}

    private final String separator;
    private final String set;
    private final String unset;
    private final List<Flag> flags;

    FlagWords(String separator, String set, String unset, List<Flag> flags) {
        this.separator = separator;
        this.set = set;
        this.unset = unset;
        this.flags = flags;
    }

    FlowerValue read(FlowerKey key, CommandWord word) throws TcParseException {
        long value = 0;
        long mask = 0;
        String left = word.text();
        while (!left.isEmpty()) {
            boolean off = left.startsWith(unset);
            String prefix = off ? unset : set;
            Optional<Flag> flag = left.startsWith(prefix) ? first(left.substring(prefix.length())) : Optional.empty();
            if (flag.isEmpty()) {
                throw word.from(word.text().length() - left.length()).malformed(expected());
            }
            mask |= flag.get().bit;
            value = off ? value & ~flag.get().bit : value | flag.get().bit;
            left = left.substring(prefix.length() + flag.get().word.length());
            if (!separator.isEmpty() && !left.isEmpty()) {
                if (!left.startsWith(separator) || left.length() == separator.length()) {
                    throw word.from(word.text().length() - left.length()).malformed(expected());
                }
                left = left.substring(separator.length());
            }
        }
        if (mask == 0) {
            throw word.malformed(expected());
        }
        return FlowerValue.of(key, value, mask);
    }

    private Optional<Flag> first(String text) {
        return flags.stream().filter(flag -> text.startsWith(flag.word)).findFirst();
    }

    private String expected() {
        return "words of " + flags.stream().map(Flag::word).toList() + ", with " + unset + " before where unset";
    }

    /** Empty where tc has no name for a bit, or no bit counts. */
    Optional<String> print(FlowerValue value) {
        StringBuilder text = new StringBuilder();
        long left = value.maskNumber();
        for (Flag flag : flags) {
            if ((left & flag.bit) != 0) {
                text.append(text.isEmpty() ? "" : separator)
                        .append((value.number() & flag.bit) != 0 ? set : unset)
                        .append(flag.word);
                left &= ~flag.bit;
            }
        }
        return left == 0 && !text.isEmpty() ? Optional.of(text.toString()) : Optional.empty();
    }
}
