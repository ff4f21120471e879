package io.tandem.rte.text;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.ConntrackProfile;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteAction.ModifyField.FieldRange;
import io.tandem.rte.flow.RteAction.ModifyField.Immediate;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.VxlanHeader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Actions of one rule, and the commands that must come before it. Not thread-safe. */
final class ActionPrinter {
    /** Numbered headers, and numbered samples, that testpmd holds. Source: cmdline_flow.c, RAW_ENCAP_CONFS_MAX_NUM. */
    private static final int MOST_NUMBERED = 8;

    /** Actions that {@code set sample_actions} can begin with. Source: cmdline_flow.c, next_action_sample. */
    private static final Set<RteActionType> FIRST_OF_SAMPLE = Set.of(
            RteActionType.QUEUE,
            RteActionType.RSS,
            RteActionType.MARK,
            RteActionType.COUNT,
            RteActionType.PORT_ID,
            RteActionType.RAW_ENCAP,
            RteActionType.VXLAN_ENCAP);

    /** Actions that testpmd puts in samples. Source: cmdline_flow.c, cmd_set_raw_parsed_sample. */
    private static final Set<RteActionType> IN_SAMPLE = samples();

    private final List<String> setup = new ArrayList<>();
    private final List<String> unsaid = new ArrayList<>();
    private final Set<VxlanHeader> vxlans = new HashSet<>();
    private int encaps;
    private int decaps;
    private int samples;

    private static Set<RteActionType> samples() {
        Set<RteActionType> types = new HashSet<>(FIRST_OF_SAMPLE);
        types.add(RteActionType.PORT_REPRESENTOR);
        types.add(RteActionType.REPRESENTED_PORT);
        return Set.copyOf(types);
    }

    List<String> setup() {
        return setup;
    }

    List<String> unsaid() {
        return unsaid;
    }

    String print(List<RteAction> actions) {
        return actions.stream().map(action -> print(action) + " / ").collect(Collectors.joining()) + "end";
    }

    private String print(RteAction action) {
        String word = action.type().word();
        return switch (action) {
            case RteAction.Plain _ -> word;
            case RteAction.Valued valued -> valued(valued);
            case RteAction.Rss rss -> rss(rss);
            case RteAction.VxlanEncap encap -> {
                Optional<String> command = VxlanText.print(encap.header());
                command.ifPresent(setup::add);
                vxlans.add(encap.header());
                if (command.isEmpty() || vxlans.size() > 1) {
                    unsaid.add(vxlans.size() > 1 ? "two VXLAN headers in one rule" : "a VXLAN header with tag and tos");
                }
                yield word;
            }
            case RteAction.RawEncap encap -> word + " index " + raw(word, encap.header(), encaps++);
            case RteAction.RawDecap decap -> word + " index " + raw(word, decap.header(), decaps++);
            case RteAction.ModifyField modify -> modify(modify);
            case RteAction.Sample sample -> sample(sample);
            case RteAction.Conntrack(ConntrackProfile profile) -> {
                if (!profile.values().isEmpty()) {
                    unsaid.add("what is known of a connection, but for one that rules share (indirect)");
                }
                yield word;
            }
            case RteAction.Indirect indirect -> word + " " + Integer.toUnsignedString(indirect.id());
        };
    }

    private static String valued(RteAction.Valued action) {
        RteActionType type = action.which();
        return type == RteActionType.COUNT && action.number() == 0
                ? type.word()
                : type.word() + " " + type.memberWord() + " " + ValueText.print(type.notation(), action.value());
    }

    private static String rss(RteAction.Rss rss) {
        StringBuilder text =
                new StringBuilder("rss func ").append(rss.function().word());
        text.append(" level ").append(rss.level()).append(" types ");
        if (rss.types().isEmpty()) {
            text.append("none ");
        }
        rss.types().forEach(type -> text.append(type.word()).append(' '));
        text.append("end queues ");
        rss.queues().forEach(queue -> text.append(queue).append(' '));
        return text.append("end").toString();
    }

    private int raw(String word, Bytes header, int index) {
        List<PatternItem> items = RawHeader.items(header);
        setup.add("set " + word + " " + index + " "
                + items.stream()
                        .map(item -> ItemText.print(item, unsaid::add) + " / ")
                        .collect(Collectors.joining())
                + "end_set");
        Bytes made = RawHeader.bytes(items);
        for (int i = 0; i < header.size(); i++) {
            if (i >= made.size() || made.at(i) != header.at(i)) {
                unsaid.add("byte " + i + " of the header of " + word + " and what is behind it");
                break;
            }
        }
        full(index, "headers of " + word);
        return index;
    }

    private void full(int index, String what) {
        if (index == MOST_NUMBERED) {
            unsaid.add("more than " + MOST_NUMBERED + " " + what);
        }
    }

    private static String modify(RteAction.ModifyField modify) {
        String source =
                switch (modify.source()) {
                    case FieldRange range -> range("src", range);
                    case Immediate immediate -> " src_type value src_value 0x" + immediate.value();
                };
        return "modify_field op " + modify.operation().word() + range("dst", modify.destination()) + source + " width "
                + modify.width();
    }

    private static String range(String side, FieldRange range) {
        return " " + side + "_type " + range.field().word()
                + (range.level() == 0 ? "" : " " + side + "_level " + range.level())
                + (range.offset() == 0 ? "" : " " + side + "_offset " + range.offset());
    }

    private String sample(RteAction.Sample sample) {
        int index = samples++;
        full(index, "samples");
        for (RteAction action : sample.actions()) {
            if (!IN_SAMPLE.contains(action.type())) {
                unsaid.add(action.type().word().toLowerCase(Locale.ROOT) + " in a sample");
            }
        }
        String inner = print(sample.actions());
        boolean direct = sample.actions().isEmpty()
                || FIRST_OF_SAMPLE.contains(sample.actions().getFirst().type());
        setup.add("set sample_actions " + index + (direct ? " " : " / ")
                + (sample.actions().isEmpty() ? "/ " : "") + inner);
        return "sample ratio " + sample.ratio() + " index " + index;
    }
}
