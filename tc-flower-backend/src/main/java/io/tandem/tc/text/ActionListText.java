package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcAction.StatisticsForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Actions one after the other, with what all kinds have: {@code action KIND ... [cookie HEX] [hw_stats WORD] [no_percpu]}.
 * Source: iproute2, tc/m_action.c, parse_action.
 *
 * <p>What follows an action without the word {@code action} is another one, as tc has it: {@code mirred egress redirect dev
 * eth0 pipe} is two. A cookie is also that of the actions behind it, until another is given.
 */
final class ActionListText {
    private static final String ACTION = "action";
    private static final String GACT = "gact";
    private static final Option<Bytes> COOKIE =
            Option.of("cookie", word -> AddressWords.bytes(word, TcAction.COOKIE_SIZE), ActionListText::printCookie);
    private static final String NO_PER_CPU = "no_percpu";
    private static final Option<Integer> HARDWARE =
            Option.of("hw_stats", ActionListText::readHardware, ActionListText::printHardware);
    private static final List<String> HARDWARE_WORDS = List.of("disabled", "immediate", "delayed");

    /** Kinds that tc has and the model has not. */
    private static final Set<String> OTHERS =
            Set.of("bpf", "connmark", "ctinfo", "gate", "ife", "ipt", "nat", "simple", "skbmod", "xt");

    private final List<ActionText> kinds;

    ActionListText(DeviceNames devices) {
        kinds = List.of(
                new GactText(),
                new MirredText(new DeviceText(devices)),
                new VlanText(),
                new MplsText(),
                new PeditText(),
                new CsumText(),
                new TunnelKeyText(),
                new CtText(),
                new PoliceText(),
                new SampleText(),
                new SkbeditText());
    }

    /** Reads actions to the end of the line, or to classid or flowid. The word {@code action} has been taken. */
    List<TcAction> read(CommandWords words) throws TcParseException {
        List<TcAction> actions = new ArrayList<>();
        Bytes cookie = Bytes.NONE;
        boolean wanted = true;
        while (wanted || (!words.isEmpty() && !isBehind(words.peek()))) {
            if (words.skip(ACTION)) {
                wanted = true;
                continue;
            }
            TcAction action = readOne(words);
            if (words.skip(COOKIE.word())) {
                cookie = COOKIE.form().read(words);
            }
            actions.add(readStatistics(action.withCookie(cookie), words));
            wanted = false;
        }
        return actions;
    }

    private static boolean isBehind(CommandWord word) {
        return word.text().equals("classid") || word.text().equals("flowid");
    }

    private TcAction readOne(CommandWords words) throws TcParseException {
        CommandWord kind = words.peek();
        if (ControlText.isNext(words)) {
            return text(GACT).read(words);
        }
        for (ActionText text : kinds) {
            if (words.skip(text.kind())) {
                return text.read(words);
            }
        }
        String known = "gact, a control, or one of "
                + kinds.stream().map(ActionText::kind).toList();
        throw OTHERS.contains(kind.text()) ? kind.notForFlows("known are " + known) : kind.malformed(known);
    }

    private ActionText text(String kind) {
        return kinds.stream()
                .filter(text -> text.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static TcAction readStatistics(TcAction action, CommandWords words) throws TcParseException {
        int hardware = words.skipAbbreviated(HARDWARE.word()) ? HARDWARE.form().read(words) : StatisticsForm.ANY;
        boolean perCpu = !words.skip(NO_PER_CPU);
        if (words.peek().text().equals("skip_sw") || words.peek().text().equals("skip_hw")) {
            throw words.peek().notForFlows("a filter's actions are held where the filter is");
        }
        return new TcAction(
                action.body(), action.control(), action.index(), action.cookie(), new StatisticsForm(hardware, perCpu));
    }

    /** None is two quotes: else the action has the cookie of the one before it. */
    private static Optional<String> printCookie(Bytes cookie) {
        String text = cookie.isEmpty() ? "\"\"" : cookie.toString();
        return cookie.size() <= TcAction.COOKIE_SIZE ? Optional.of(text) : Optional.empty();
    }

    private static int readHardware(CommandWord word) throws TcParseException {
        return CommandWords.choose(word, HARDWARE_WORDS, name -> name)
                .map(HARDWARE_WORDS::indexOf)
                .orElseThrow(() -> word.malformed("one of " + HARDWARE_WORDS));
    }

    private static Optional<String> printHardware(int bits) {
        return bits >= 0 && bits < HARDWARE_WORDS.size() ? Optional.of(HARDWARE_WORDS.get(bits)) : Optional.empty();
    }

    void print(List<TcAction> actions, TcLine line) {
        Bytes cookie = Bytes.NONE;
        for (TcAction action : actions) {
            if (action.body() instanceof ActionBody.Opaque opaque) {
                line.missing("action " + opaque.name() + " with options " + opaque.options());
                continue;
            }
            line.word(ACTION, action.body().kind());
            text(action.body().kind()).print(action, line);
            if (!action.cookie().equals(cookie)) {
                cookie = action.cookie();
                new Options().with(COOKIE, cookie).print(List.of(COOKIE), line);
            }
            StatisticsForm form = action.statistics();
            if (form.hardware() != StatisticsForm.ANY) {
                new Options().with(HARDWARE, form.hardware()).print(List.of(HARDWARE), line);
            }
            if (!form.perCpu()) {
                line.word(NO_PER_CPU);
            }
        }
    }
}
