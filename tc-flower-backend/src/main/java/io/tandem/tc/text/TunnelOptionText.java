package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.filter.TunnelOption.Erspan;
import io.tandem.tc.filter.TunnelOption.Geneve;
import io.tandem.tc.filter.TunnelOption.Gtp;
import io.tandem.tc.filter.TunnelOption.VxlanGbp;
import io.tandem.tc.filter.TunnelOptionMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Options of tunnel headers, as matches and actions write them. Source: iproute2, tc/f_flower.c, tc/m_tunnel_key.c. */
enum TunnelOptionText {
    GENEVE("geneve_opts", Geneve.class) {
        @Override
        TunnelOption read(CommandWord word) throws TcParseException {
            List<CommandWord> parts = parts(word, 3, 3);
            Bytes data = AddressWords.bytes(parts.get(2), MOST_DATA);
            if (data.isEmpty() || data.size() % 4 != 0) {
                throw parts.get(2).malformed("4 bytes, or a multiple of 4 up to " + MOST_DATA);
            }
            return new Geneve(number(parts, 0, 16, 0xffff), number(parts, 1, 16, 0xff), data);
        }
    },
    VXLAN("vxlan_opts", VxlanGbp.class) {
        @Override
        TunnelOption read(CommandWord word) throws TcParseException {
            return new VxlanGbp((int) NumberText.read(word, 0, NumberText.U32));
        }
    },
    ERSPAN("erspan_opts", Erspan.class) {
        @Override
        TunnelOption read(CommandWord word) throws TcParseException {
            List<CommandWord> parts = parts(word, 1, 4);
            return new Erspan(
                    number(parts, 0, 0, 0xff),
                    number(parts, 1, 0, NumberText.U32),
                    number(parts, 2, 0, 0xff),
                    number(parts, 3, 0, 0xff));
        }
    },
    GTP("gtp_opts", Gtp.class) {
        @Override
        TunnelOption read(CommandWord word) throws TcParseException {
            List<CommandWord> parts = parts(word, 2, 2);
            return new Gtp(number(parts, 0, 16, 0xff), number(parts, 1, 16, 0xff));
        }
    };

    private static final int MOST_DATA = 128;

    private final String word;
    private final Class<? extends TunnelOption> kind;

    TunnelOptionText(String word, Class<? extends TunnelOption> kind) {
        this.word = word;
        this.kind = kind;
    }

    /** The word of the command line. */
    String word() {
        return word;
    }

    /** One option, or a mask of one. */
    abstract TunnelOption read(CommandWord word) throws TcParseException;

    /** The row of an option. */
    static TunnelOptionText of(TunnelOption option) {
        for (TunnelOptionText text : values()) {
            if (text.kind.isInstance(option)) {
                return text;
            }
        }
        throw new IllegalStateException("no row for " + option);
    }

    /** Several with commas between them; only Geneve has several. */
    List<TunnelOption> readAll(CommandWord all) throws TcParseException {
        List<TunnelOption> options = new ArrayList<>();
        for (CommandWord one : split(all, ',')) {
            options.add(read(one));
        }
        if (options.size() > 1 && this != GENEVE) {
            throw all.malformed("one option");
        }
        return options;
    }

    /** Empty where they are not of one kind, or several of one that tc takes one of. */
    static Optional<String> printAll(List<TunnelOption> options) {
        TunnelOptionText first = of(options.getFirst());
        boolean good = options.stream().allMatch(first.kind::isInstance) && (options.size() == 1 || first == GENEVE);
        return good
                ? Optional.of(String.join(
                        ",", options.stream().map(TunnelOptionText::print).toList()))
                : Optional.empty();
    }

    static String print(TunnelOption option) {
        return switch (option) {
            case Geneve geneve -> "%04x:%02x:%s".formatted(geneve.optionClass(), geneve.type(), geneve.data());
            case VxlanGbp vxlan -> NumberText.hex(vxlan.gbp() & NumberText.U32);
            case Erspan erspan ->
                erspan.version() + ":" + (erspan.index() & NumberText.U32) + ":" + erspan.direction() + ":"
                        + erspan.hardwareId();
            case Gtp gtp -> "%02x:%02x".formatted(gtp.pduType(), gtp.qosFlow());
        };
    }

    /** Options with their masks; empty where {@link #printAll} is. */
    Optional<String> printMatches(List<TunnelOptionMatch> matches) {
        boolean good = matches.stream().allMatch(m -> kind.isInstance(m.option()) && haveOneSize(m.option(), m.mask()))
                && (matches.size() == 1 || this == GENEVE);
        return good
                ? Optional.of(String.join(
                        ",",
                        matches.stream()
                                .map(m -> print(m.option()) + "/" + print(m.mask()))
                                .toList()))
                : Optional.empty();
    }

    /** The mask that tc takes where none is given: all bits, but ERSPAN's version as it is. */
    static TunnelOption mask(TunnelOption option) {
        return switch (option) {
            case Geneve geneve -> {
                byte[] ones = new byte[geneve.data().size()];
                Arrays.fill(ones, (byte) 0xff);
                yield new Geneve(0xffff, 0xff, Bytes.of(ones));
            }
            case VxlanGbp vxlan -> new VxlanGbp(-1);
            case Erspan erspan -> new Erspan(erspan.version(), -1, 0xff, 0xff);
            case Gtp gtp -> new Gtp(0xff, 0xff);
        };
    }

    /** True unless these are Geneve's and have data of different sizes. */
    static boolean haveOneSize(TunnelOption option, TunnelOption mask) {
        return !(option instanceof Geneve one && mask instanceof Geneve other)
                || one.data().size() == other.data().size();
    }

    static List<CommandWord> split(CommandWord word, char separator) {
        List<CommandWord> parts = new ArrayList<>();
        int from = 0;
        for (int to = word.text().indexOf(separator); to >= 0; to = word.text().indexOf(separator, from)) {
            parts.add(word.between(from, to));
            from = to + 1;
        }
        parts.add(word.from(from));
        return parts;
    }

    private static List<CommandWord> parts(CommandWord word, int least, int most) throws TcParseException {
        List<CommandWord> parts = split(word, ':');
        if (parts.size() < least || parts.size() > most) {
            throw word.malformed((least == most ? "" : "up to ") + most + " parts with colons between");
        }
        return parts;
    }

    /** A part; 0 where it is empty or missing and the option is of the kind that may leave parts out. */
    private static int number(List<CommandWord> parts, int index, int base, long most) throws TcParseException {
        boolean missing =
                index >= parts.size() || (base == 0 && parts.get(index).text().isEmpty());
        return missing ? 0 : (int) NumberText.read(parts.get(index), base, most);
    }
}
