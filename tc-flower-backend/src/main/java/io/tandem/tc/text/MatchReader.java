package io.tandem.tc.text;

import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerKey.Notation;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.FlowerValues;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.filter.PortRange;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.filter.TunnelOptionMatch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what stands behind {@code flower}. Source: iproute2, tc/f_flower.c, flower_parse_opt. */
final class MatchReader {
    /** Most that a name of a device has, one less than IFNAMSIZ of linux/if.h. */
    private static final int DEVICE_NAME = 15;
    /** Source: linux/pkt_sched.h, TC_QOPT_MAX_QUEUE and TC_H_MIN_PRIORITY. */
    private static final int TRAFFIC_CLASSES = 16;

    private static final int FIRST_TRAFFIC_CLASS = 0xffe0;

    private final ActionListText actionList;
    private final AttachPoint attach;
    private final MatchLayers layers;
    private final Map<FlowerKey, FlowerValue> values = new EnumMap<>(FlowerKey.class);
    private final Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
    private final List<MatchWords> seen = new ArrayList<>();
    private Optional<PortRange> sourcePorts = Optional.empty();
    private Optional<PortRange> destinationPorts = Optional.empty();
    private List<MplsEntry> mpls = List.of();
    private List<TunnelOptionMatch> tunnelOptions = List.of();
    private Optional<String> inDevice = Optional.empty();
    private int classId;
    private List<TcAction> actions = List.of();

    MatchReader(FilterId id, ActionListText actionList) {
        attach = id.attach();
        layers = new MatchLayers(id.protocol());
        this.actionList = actionList;
    }

    TcFilter read(FilterId id, CommandWords words) throws TcParseException {
        while (!words.isEmpty()) {
            if (MatchWords.NOT_FOR_FLOWS.contains(words.peek().text())) {
                throw words.peek()
                        .notForFlows("known are "
                                + MatchWords.ALL.stream().map(MatchWords::word).toList());
            }
            Optional<MatchWords> meant = words.choose(MatchWords.ALL, MatchWords::word)
                    .filter(match -> !MatchWords.WHOLE.contains(match.word())
                            || match.word().equals(words.peek().text()));
            CommandWord word = words.next("a match");
            MatchWords match = meant.orElseThrow(() -> word.malformed(
                    "one of " + MatchWords.ALL.stream().map(MatchWords::word).toList()));
            if (seen.contains(match)) {
                throw word.malformed(match.word() + " once");
            }
            seen.add(match);
            read(match, word, words);
        }
        if (id.protocol() != FilterId.ALL) {
            values.put(FlowerKey.ETH_TYPE, FlowerValue.exact(FlowerKey.ETH_TYPE, id.protocol()));
        }
        FlowerMatch match =
                new FlowerMatch(FlowerValues.of(values), sourcePorts, destinationPorts, mpls, tunnelOptions, inDevice);
        return new TcFilter(id, match, flags, classId, actions);
    }

    private void read(MatchWords match, CommandWord word, CommandWords words) throws TcParseException {
        switch (match) {
            case MatchWords.Flag flag -> flags.add(flag.flag());
            case MatchWords.Options options -> readOptions(options.text(), word, words.next("options"));
            case MatchWords.Field field -> readField(field, word, words.next("what " + field.word() + " is to be"));
            case MatchWords.Single single -> readSingle(single, word, words);
        }
    }

    private void readSingle(MatchWords.Single single, CommandWord word, CommandWords words) throws TcParseException {
        switch (single) {
            case CLASS, FLOW -> classId = (int) ClassText.read(words.next("a class, as in 1:5"));
            case TRAFFIC_CLASS -> {
                int trafficClass = (int) NumberText.read(words.next("a number"), 0, TRAFFIC_CLASSES - 1);
                classId = attach.parent() & 0xffff0000 | FIRST_TRAFFIC_CLASS + trafficClass;
            }
            case IN_DEVICE -> {
                CommandWord name = words.next("the name of a device");
                boolean good = name.text().chars().noneMatch(c -> c == '/' || Character.isWhitespace(c));
                if (!good || name.text().isEmpty() || name.text().length() > DEVICE_NAME) {
                    throw name.malformed("the name of a device, of at most " + DEVICE_NAME + " characters");
                }
                inDevice = Optional.of(name.text());
            }
            case MPLS -> {
                if (!layers.allow(FlowerKey.MPLS_LABEL)
                        || values.keySet().stream().anyMatch(MatchReader::isMpls)) {
                    throw word.malformed(MatchLayers.before(FlowerKey.MPLS_LABEL) + " before, and no mpls_label");
                }
                mpls = MplsEntryText.read(words);
            }
            case ACTION -> actions = actionList.read(words);
        }
    }

    private static boolean isMpls(FlowerKey key) {
        return switch (key) {
            case MPLS_LABEL, MPLS_TC, MPLS_BOS, MPLS_TTL -> true;
            default -> false;
        };
    }

    private void readOptions(TunnelOptionText text, CommandWord word, CommandWord list) throws TcParseException {
        if (!tunnelOptions.isEmpty()) {
            throw word.malformed("options of one kind");
        }
        List<TunnelOptionMatch> read = new ArrayList<>();
        for (CommandWord one : TunnelOptionText.split(list, ',')) {
            int slash = one.text().indexOf('/');
            TunnelOption option = text.read(slash < 0 ? one : one.between(0, slash));
            TunnelOption mask = slash < 0 ? TunnelOptionText.mask(option) : text.read(one.from(slash + 1));
            if (!TunnelOptionText.haveOneSize(option, mask)) {
                throw one.from(slash + 1).malformed("a mask of the option's size");
            }
            read.add(new TunnelOptionMatch(option, mask));
        }
        if (read.size() > 1 && text != TunnelOptionText.GENEVE) {
            throw list.malformed("one option");
        }
        tunnelOptions = read;
    }

    private void readField(MatchWords.Field field, CommandWord word, CommandWord argument) throws TcParseException {
        if (field.isPort() && argument.text().indexOf('-') >= 0) {
            readRange(field, word, argument);
            return;
        }
        FlowerKey key = key(field, argument)
                .orElseThrow(
                        () -> word.malformed(MatchLayers.before(field.keys().getFirst()) + " before " + field.word()));
        if (isMpls(key) && !mpls.isEmpty()) {
            throw word.malformed("no " + field.word() + " with mpls");
        }
        FlowerValue value = KeyText.read(key, argument);
        if (key.notation() == Notation.PORT
                && value.isExact()
                && value.number() == 0
                && argument.text().indexOf('/') < 0) {
            throw argument.malformed("a port of 1 to 65535; 0/0xffff is port 0");
        }
        values.put(key, value);
        layers.seen(key, value);
    }

    /** Which of the fields of that word it is. */
    private Optional<FlowerKey> key(MatchWords.Field field, CommandWord argument) {
        boolean six = argument.text().indexOf(':') >= 0;
        for (FlowerKey key : field.keys()) {
            boolean outer = key.word().startsWith("enc_");
            boolean family = !outer || field.keys().size() == 1 || six == (key.notation() == Notation.IPV6);
            if (layers.allow(key) && family) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    private void readRange(MatchWords.Field field, CommandWord word, CommandWord argument) throws TcParseException {
        if (!layers.allowPortRange()) {
            throw word.malformed(MatchLayers.before(FlowerKey.TCP_SRC) + " before " + field.word());
        }
        int dash = argument.text().indexOf('-');
        int first = (int) NumberText.read(argument.between(0, dash), 10, 0xffff);
        int last = (int) NumberText.read(argument.from(dash + 1), 10, 0xffff);
        if (first == 0 || last <= first) {
            throw argument.malformed("two ports, the second above the first, which is not 0");
        }
        if (field.keys().contains(FlowerKey.TCP_SRC)) {
            sourcePorts = Optional.of(new PortRange(first, last));
        } else {
            destinationPorts = Optional.of(new PortRange(first, last));
        }
    }
}
