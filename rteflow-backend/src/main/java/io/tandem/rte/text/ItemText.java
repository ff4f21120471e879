package io.tandem.rte.text;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.Member;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Pattern items, both ways. */
final class ItemText {
    /**
     * Words for an item.
     *
     * @param unsaid is told what testpmd has no words for
     */
    static String print(PatternItem item, Consumer<String> unsaid) {
        if (item.item().word().isEmpty()) {
            unsaid.accept("item " + item.item().constant());
            return "void";
        }
        StringBuilder text = new StringBuilder(item.item().word());
        item.fields().forEach((field, value) -> {
            if (isSaid(field, value)) {
                text.append(print(field, value));
            } else {
                unsaid.accept(describe(field, value));
            }
        });
        return text.toString();
    }

    private static boolean isSaid(RteField field, FieldValue value) {
        boolean onlyExact = field == RteField.CONNTRACK_FLAGS || field == RteField.TAG_INDEX;
        return field.isSpeakable() && (!onlyExact || value.isExact(field));
    }

    private static String describe(RteField field, FieldValue value) {
        return field.item().word() + " " + field.member().name() + " "
                + ValueText.print(field.notation(), value.spec()) + " mask "
                + ValueText.printMask(field.notation(), value.mask());
    }

    private static String print(RteField field, FieldValue value) {
        String word = field.word().isEmpty() ? "" : " " + field.word();
        String spec = ValueText.print(field.notation(), value.spec());
        if (value.isExact(field)) {
            return word + " is " + spec;
        }
        String last = value.last()
                .map(bytes -> word + " last " + ValueText.print(field.notation(), bytes))
                .orElse("");
        return word + " spec " + spec + last + word + " mask " + ValueText.printMask(field.notation(), value.mask());
    }

    /** Takes items up to the word that ends them, and that word. */
    static List<PatternItem> parseAll(Words words, String end) throws RteParseException {
        List<PatternItem> items = new ArrayList<>();
        while (!words.take(end)) {
            if (words.take("void")) {
                words.require("/");
                continue;
            }
            items.add(parse(words));
            words.require("/");
        }
        return items;
    }

    private static PatternItem parse(Words words) throws RteParseException {
        Optional<RteItem> item = RteItem.ofWord(words.take());
        if (item.isEmpty()) {
            throw words.back("an item or its end");
        }
        Map<RteField, Draft> drafts = new EnumMap<>(RteField.class);
        while (!words.peek().equals("/")) {
            RteField field = field(words, item.get());
            parameter(words, field, drafts.computeIfAbsent(field, Draft::new));
        }
        Map<RteField, FieldValue> fields = new EnumMap<>(RteField.class);
        try {
            drafts.forEach((field, draft) -> fields.put(field, draft.value()));
            return new PatternItem(item.get(), fields);
        } catch (IllegalArgumentException e) {
            throw words.expected("an item that can be: " + e.getMessage());
        }
    }

    private static RteField field(Words words, RteItem item) throws RteParseException {
        if (item == RteItem.CONNTRACK) {
            return RteField.CONNTRACK_FLAGS;
        }
        String word = words.take();
        for (RteField field : item.fields()) {
            if (field.isSpeakable() && field.word().equals(word)) {
                return field;
            }
        }
        throw words.back("a field of " + item.word() + ", or \"/\"");
    }

    private static void parameter(Words words, RteField field, Draft draft) throws RteParseException {
        Member member = field.member();
        String parameter = words.take();
        switch (parameter) {
            case "is" -> {
                draft.spec = ValueText.parse(words, field.notation(), member);
                draft.mask = ones(field, draft.spec.size());
            }
            case "spec" -> draft.spec = ValueText.parse(words, field.notation(), member);
            case "last" -> draft.last = Optional.of(ValueText.parse(words, field.notation(), member));
            case "mask" -> draft.mask = ValueText.parse(words, field.notation(), member);
            case "prefix" -> {
                int bits = member.width();
                int length = (int) words.number(Byte.SIZE);
                if (length > bits) {
                    throw words.back("a prefix of " + bits + " bits at most");
                }
                draft.mask = prefix(length, member);
            }
            default -> throw words.back("is, spec, last, mask or prefix");
        }
    }

    private static Bytes ones(RteField field, int size) {
        return field.member().width() > Long.SIZE || field.member().width() == 0
                ? FieldValue.exact(Bytes.of(new byte[size])).mask()
                : FieldValue.number(field.ones(), size);
    }

    private static Bytes prefix(int length, Member member) {
        byte[] mask = new byte[member.bytes()];
        int unused = mask.length * Byte.SIZE - member.width();
        for (int i = unused; i < unused + length; i++) {
            mask[i / Byte.SIZE] |= (byte) (0x80 >> i % Byte.SIZE);
        }
        return Bytes.of(mask);
    }

    /** A field while it is read: its parameters come in any order. */
    private static final class Draft {
        Bytes spec;
        Bytes mask;
        Optional<Bytes> last = Optional.empty();

        Draft(RteField field) {
            spec = Bytes.of(new byte[field.member().bytes()]);
            mask = ones(field, spec.size());
        }

        FieldValue value() {
            Bytes fitting =
                    mask.size() == spec.size() ? mask : FieldValue.exact(spec).mask();
            return new FieldValue(spec, fitting, last);
        }
    }

    private ItemText() {}
}
