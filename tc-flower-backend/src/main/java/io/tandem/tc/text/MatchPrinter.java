package io.tandem.tc.text;

import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.filter.PortRange;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.filter.TunnelOptionMatch;
import java.util.List;
import java.util.Optional;

/** Writes what stands behind {@code flower}, but the actions. */
final class MatchPrinter {
    static void print(TcFilter filter, TcLine line) {
        for (FilterFlag flag : List.of(FilterFlag.SKIP_HW, FilterFlag.SKIP_SW, FilterFlag.VERBOSE)) {
            if (filter.flags().contains(flag)) {
                line.word(flag.word());
            }
        }
        FlowerMatch match = filter.match();
        match.inDevice().ifPresent(name -> line.word(MatchWords.Single.IN_DEVICE.word(), name));
        MatchLayers layers = new MatchLayers(filter.id().protocol());
        match.values().forEach((key, value) -> {
            if (key != FlowerKey.ETH_TYPE) {
                print(key, value, layers, line);
            }
            layers.seen(key, value);
        });
        printMpls(match.mpls(), layers, line);
        match.sourcePorts().ifPresent(ports -> print(FlowerKey.TCP_SRC.word(), ports, layers, line));
        match.destinationPorts().ifPresent(ports -> print(FlowerKey.TCP_DST.word(), ports, layers, line));
        print(match.tunnelOptions(), line);
        match.value(FlowerKey.ETH_TYPE).ifPresent(type -> {
            boolean said =
                    type.isExact() && (type.number() == filter.id().protocol() || type.number() == layers.etherType());
            if (!said) {
                line.missing(FlowerKey.ETH_TYPE + " " + type.value() + "/" + type.mask());
            }
        });
        if (filter.classId() != 0) {
            line.word(MatchWords.Single.CLASS.word(), ClassText.print(filter.classId()));
        }
    }

    private static void print(FlowerKey key, FlowerValue value, MatchLayers layers, TcLine line) {
        Optional<String> text = key.word().isEmpty() || !layers.allow(key) || key == FlowerKey.ENC_FLAGS
                ? Optional.empty()
                : KeyText.print(key, value);
        text.ifPresentOrElse(
                argument -> line.word(key.word(), argument),
                () -> line.missing((key.word().isEmpty() ? key : key.word()) + " "
                        + (key == FlowerKey.ENC_FLAGS ? KeyText.print(key, value) : Optional.empty())
                                .map(Object::toString)
                                .orElse("0x" + value.value() + "/0x" + value.mask())));
    }

    private static void printMpls(List<MplsEntry> entries, MatchLayers layers, TcLine line) {
        if (entries.isEmpty()) {
            return;
        }
        if (layers.allow(FlowerKey.MPLS_LABEL)) {
            line.word(MatchWords.Single.MPLS.word());
            MplsEntryText.print(entries, line);
        } else {
            line.missing("mpls " + entries);
        }
    }

    private static void print(String word, PortRange ports, MatchLayers layers, TcLine line) {
        String range = ports.first() + "-" + ports.last();
        if (layers.allowPortRange() && ports.first() >= 1 && ports.last() > ports.first()) {
            line.word(word, range);
        } else {
            line.missing(word + " " + range);
        }
    }

    private static void print(List<TunnelOptionMatch> options, TcLine line) {
        if (!options.isEmpty()) {
            TunnelOptionText text = TunnelOptionText.of(options.getFirst().option());
            Optional<String> all = text.printMatches(options);
            all.ifPresentOrElse(list -> line.word(text.word(), list), () -> line.missing("tunnel options " + options));
        }
    }

    private MatchPrinter() {}
}
