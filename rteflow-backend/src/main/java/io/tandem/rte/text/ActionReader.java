package io.tandem.rte.text;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.ConntrackProfile;
import io.tandem.rte.flow.PacketField;
import io.tandem.rte.flow.RssFunction;
import io.tandem.rte.flow.RssType;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteAction.ModifyField.FieldRange;
import io.tandem.rte.flow.RteAction.ModifyField.Immediate;
import io.tandem.rte.flow.RteAction.ModifyField.Operation;
import io.tandem.rte.flow.RteAction.ModifyField.Source;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.VxlanHeader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads actions, and remembers the headers and samples that earlier commands have set. Not thread-safe. */
final class ActionReader {
    private final Map<Integer, Bytes> encaps = new HashMap<>();
    private final Map<Integer, Bytes> decaps = new HashMap<>();
    private final Map<Integer, List<RteAction>> samples = new HashMap<>();
    private Optional<VxlanHeader> vxlan = Optional.empty();

    /** Reads a {@code set} command behind that word. */
    void set(Words words) throws RteParseException {
        String what = words.take();
        switch (what) {
            case "raw_encap", "raw_decap" -> {
                int index = words.peek().matches("\\d+") ? (int) words.number(Integer.SIZE) : 0;
                Bytes header = RawHeader.bytes(ItemText.parseAll(words, "end_set"));
                (what.equals("raw_encap") ? encaps : decaps).put(index, header);
            }
            case "sample_actions" -> {
                int index = (int) words.number(Integer.SIZE);
                words.take("/");
                samples.put(index, readAll(words));
            }
            case "vxlan", "vxlan-with-vlan", "vxlan-tos-ttl" -> vxlan = Optional.of(VxlanText.parse(what, words));
            default -> throw words.back("raw_encap, raw_decap, sample_actions or vxlan");
        }
    }

    /** Takes actions up to their end, and that word. */
    List<RteAction> readAll(Words words) throws RteParseException {
        List<RteAction> actions = new ArrayList<>();
        while (!words.take("end")) {
            if (words.take("void")) {
                words.require("/");
                continue;
            }
            actions.add(read(words));
            words.require("/");
        }
        return actions;
    }

    private RteAction read(Words words) throws RteParseException {
        Optional<RteActionType> type = RteActionType.ofWord(words.take());
        if (type.isEmpty()) {
            throw words.back("an action or its end");
        }
        return switch (type.get().form()) {
            case PLAIN -> RteAction.of(type.get());
            case NUMBER -> valued(words, type.get());
            case OWN -> own(words, type.get());
        };
    }

    private static RteAction valued(Words words, RteActionType type) throws RteParseException {
        if (words.peek().equals("/")) {
            return RteAction.of(type, 0);
        }
        words.require(type.memberWord());
        return new RteAction.Valued(type, ValueText.parse(words, type.notation(), type.member()));
    }

    private RteAction own(Words words, RteActionType type) throws RteParseException {
        return switch (type) {
            case RSS -> rss(words);
            case VXLAN_ENCAP ->
                new RteAction.VxlanEncap(vxlan.orElseThrow(() -> words.back("\"set vxlan\" before this line")));
            case RAW_ENCAP -> new RteAction.RawEncap(numbered(words, encaps));
            case RAW_DECAP -> new RteAction.RawDecap(numbered(words, decaps));
            case MODIFY_FIELD -> modify(words);
            case SAMPLE -> {
                words.require("ratio");
                int ratio = (int) words.number(Integer.SIZE);
                yield new RteAction.Sample(ratio, numbered(words, samples));
            }
            case CONNTRACK -> new RteAction.Conntrack(new ConntrackProfile(Map.of()));
            case INDIRECT -> new RteAction.Indirect((int) words.number(Integer.SIZE));
            default -> throw words.back("an action that is read");
        };
    }

    private static <T> T numbered(Words words, Map<Integer, T> known) throws RteParseException {
        int index = 0;
        if (words.take("index")) {
            index = (int) words.number(Integer.SIZE);
        }
        return Optional.ofNullable(known.get(index))
                .orElseThrow(() -> words.back("the number of a header or sample that was set before"));
    }

    private static RteAction rss(Words words) throws RteParseException {
        RssFunction function = RssFunction.DEFAULT;
        int level = 0;
        Set<RssType> types = EnumSet.noneOf(RssType.class);
        List<Integer> queues = new ArrayList<>();
        while (!words.peek().equals("/")) {
            switch (words.take()) {
                case "func" -> function = function(words);
                case "level" -> level = (int) words.number(Integer.SIZE);
                case "types" -> types(words, types);
                case "queues" -> {
                    while (!words.take("end")) {
                        queues.add((int) words.number(Short.SIZE));
                    }
                }
                default -> throw words.back("func, level, types or queues");
            }
        }
        return new RteAction.Rss(function, level, types, queues);
    }

    private static RssFunction function(Words words) throws RteParseException {
        String word = words.take();
        for (RssFunction function : RssFunction.values()) {
            if (function.word().equals(word)) {
                return function;
            }
        }
        throw words.back("a hash function");
    }

    private static void types(Words words, Set<RssType> types) throws RteParseException {
        while (!words.take("end")) {
            if (words.take("none")) {
                continue;
            }
            String word = words.take();
            Optional<RssType> type = RssType.ofWord(word);
            if (type.isPresent()) {
                types.add(type.get());
                continue;
            }
            switch (word) {
                case "ip" -> types.addAll(RssType.IP);
                case "udp" -> types.addAll(RssType.UDP);
                case "tcp" -> types.addAll(RssType.TCP);
                case "sctp" -> types.addAll(RssType.SCTP);
                default -> throw words.back("what is hashed, or \"end\"");
            }
        }
    }

    private static RteAction modify(Words words) throws RteParseException {
        String word = words.after("op");
        Optional<Operation> operation = Optional.empty();
        for (Operation known : Operation.values()) {
            operation = known.word().equals(word) ? Optional.of(known) : operation;
        }
        if (operation.isEmpty()) {
            throw words.back("set, add or sub");
        }
        words.require("dst_type");
        FieldRange destination = range(words, "dst");
        words.require("src_type");
        Source source;
        if (words.take("value")) {
            words.require("src_value");
            Bytes value = ValueText.parseBytes(words);
            if (value.size() > Immediate.SIZE) {
                throw words.back("a value of " + Immediate.SIZE + " bytes at most");
            }
            source = new Immediate(value);
        } else {
            source = range(words, "src");
        }
        words.require("width");
        return new RteAction.ModifyField(operation.get(), destination, source, (int) words.number(Integer.SIZE));
    }

    private static FieldRange range(Words words, String side) throws RteParseException {
        Optional<PacketField> field = PacketField.ofWord(words.take());
        if (field.isEmpty()) {
            throw words.back("a field that can be modified");
        }
        int level = 0;
        int offset = 0;
        while (true) {
            if (words.take(side + "_level")) {
                level = (int) words.number(Integer.SIZE);
            } else if (words.take(side + "_offset")) {
                offset = (int) words.number(Integer.SIZE);
            } else {
                return new FieldRange(field.get(), level, offset);
            }
        }
    }
}
