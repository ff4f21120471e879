package io.tandem.odp;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.validate.MatchValidator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one match. Used once. */
final class OdpKeyParser {
    /** How a level of {@code encap()} nesting spells its tag: the tag's attribute and the field of its type. */
    private record Level(KeyAttribute vlan, FlowField tpid) {}

    private static final List<Level> TAGS = List.of(
            new Level(KeyAttribute.VLAN, FlowField.VLAN_TPID), new Level(KeyAttribute.CVLAN, FlowField.CVLAN_TPID));

    private final OdpScanner in;
    private final PortNames ports;
    private final FlowKey.Builder key = FlowKey.builder();
    private final FlowMask.Builder mask = FlowMask.builder();
    private final Map<FlowField, Integer> offsets = new EnumMap<>(FlowField.class);

    OdpKeyParser(String text, PortNames ports) {
        this.in = new OdpScanner(text);
        this.ports = ports;
    }

    OdpMatch parse() throws OdpParseException {
        mask.exact(FlowField.RECIRC_ID);
        for (Level level : TAGS) {
            mask.exact(level.tpid).exact(level.vlan.fields().getLast());
        }
        level(0);
        if (!in.atEnd()) {
            throw in.wrong("", "a key attribute or the end of the match");
        }
        FlowKey values = key.build();
        FlowMask bits = mask.build();
        for (Map.Entry<FlowField, Integer> entry : offsets.entrySet()) {
            FlowField field = entry.getKey();
            boolean grounded =
                    field.prerequisite().holds(values) && field.prerequisite().pinned(bits);
            if (!grounded && !bits.isZero(field)) {
                throw in.wrongAt(
                        entry.getValue(),
                        field.path(),
                        "it only after an exact match on "
                                + field.prerequisite().sentence());
            }
        }
        Optional<MatchValidator.Violation> violation = MatchValidator.check(values, bits);
        if (violation.isPresent()) {
            FlowField field = violation.get().field();
            throw in.wrongAt(
                    offsets.getOrDefault(field, 0),
                    field.path(),
                    violation.get().sentence());
        }
        return new OdpMatch(values, bits);
    }

    private void level(int depth) throws OdpParseException {
        Set<KeyAttribute> seen = EnumSet.noneOf(KeyAttribute.class);
        int typeAt = -1;
        in.skipDelimiters();
        while (!in.atEnd() && !in.looksAt(')')) {
            int start = in.offset();
            String name = in.name();
            KeyAttribute attribute = KeyAttribute.named(name)
                    .orElseThrow(() -> in.wrongAt(start, name, "a key attribute: " + attributeNames()));
            if (!seen.add(attribute)) {
                throw in.wrongAt(start, name, name + " once");
            }
            in.expect('(', name);
            switch (attribute) {
                case ETHERTYPE -> {
                    typeAt = start;
                    field(FlowField.ETH_TYPE);
                }
                case VLAN -> tag(start, depth, seen);
                case ENCAP -> {
                    if (!seen.contains(KeyAttribute.VLAN)) {
                        throw in.wrongAt(start, name, "vlan(...) before encap(...)");
                    }
                    level(depth + 1);
                }
                case IN_PORT -> inPort();
                default -> fields(attribute);
            }
            in.expect(')', name);
            in.skipDelimiters();
        }
        if (seen.contains(KeyAttribute.VLAN) && !seen.contains(KeyAttribute.ENCAP)) {
            throw in.wrong("encap", "encap(...) after vlan(...)");
        }
        if (typeAt >= 0) {
            offsets.putIfAbsent(FlowField.ETH_TYPE, typeAt);
        }
    }

    /** Opens a tag: the type read so far at this level is the tag's, the frame's own type comes inside encap(). */
    private void tag(int start, int depth, Set<KeyAttribute> seen) throws OdpParseException {
        if (depth >= TAGS.size()) {
            throw in.wrongAt(start, "vlan", "at most " + TAGS.size() + " VLAN tags");
        }
        Level level = TAGS.get(depth);
        FlowKey sofar = key.build();
        FlowMask bits = mask.build();
        if (!seen.contains(KeyAttribute.ETHERTYPE)
                || !bits.isExact(FlowField.ETH_TYPE)
                || !OdpKeyText.isTag(sofar.get(FlowField.ETH_TYPE))) {
            throw in.wrongAt(start, "vlan", "eth_type(0x8100) or eth_type(0x88a8) before vlan(...)");
        }
        key.set(level.tpid, sofar.get(FlowField.ETH_TYPE)).set(FlowField.ETH_TYPE, 0);
        mask.set(FlowField.ETH_TYPE, 0);
        FlowField present = level.vlan.fields().getLast();
        key.set(present, 1);
        fields(level.vlan);
        if (key.build().get(present) == 0) {
            throw in.wrongAt(start, present.path(), "cfi=1, as this bit says that there is a tag");
        }
    }

    private void inPort() throws OdpParseException {
        int start = in.offset();
        String word = in.word();
        OptionalInt named = ports.number(word);
        if (named.isPresent()) {
            offsets.put(FlowField.IN_PORT, start);
            key.set(FlowField.IN_PORT, Integer.toUnsignedLong(named.getAsInt()));
            mask.exact(FlowField.IN_PORT);
            return;
        }
        in.back(start);
        field(FlowField.IN_PORT);
        boolean exact = mask.build().isExact(FlowField.IN_PORT);
        if (exact && !ports.exists((int) key.build().get(FlowField.IN_PORT))) {
            throw in.wrongAt(start, "in_port", ports.describe());
        }
    }

    private void fields(KeyAttribute attribute) throws OdpParseException {
        List<FlowField> known = attribute.fields();
        if (known.size() == 1 && known.getFirst().text().isEmpty()) {
            field(known.getFirst());
            return;
        }
        Set<FlowField> seen = EnumSet.noneOf(FlowField.class);
        while (!in.looksAt(')')) {
            int start = in.offset();
            String name = in.name();
            FlowField field = known.stream()
                    .filter(f -> f.text().equals(name) && !name.equals("tpid"))
                    .findFirst()
                    .orElseThrow(() -> in.wrongAt(
                            start,
                            attribute.text(),
                            "a field: "
                                    + known.stream()
                                            .map(FlowField::text)
                                            .filter(t -> !t.equals("tpid"))
                                            .collect(Collectors.joining(", "))));
            if (!seen.add(field)) {
                throw in.wrongAt(start, attribute.text(), name + " once");
            }
            in.expect('=', field.path());
            field(field);
            if (!in.take(',')) {
                break;
            }
        }
    }

    private void field(FlowField field) throws OdpParseException {
        offsets.put(field, in.offset());
        FieldText.read(in, field, key, mask);
    }

    private static String attributeNames() {
        return Stream.of(KeyAttribute.values())
                .map(KeyAttribute::text)
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /** Reads the fields of one attribute, up to its closing parenthesis, as {@code set(...)} has them. */
    static OdpMatch attribute(OdpScanner in, KeyAttribute attribute) throws OdpParseException {
        OdpKeyParser parser = new OdpKeyParser(in, PortNames.any());
        if (attribute == KeyAttribute.VLAN) {
            parser.key.set(FlowField.VLAN_CFI, 1);
            parser.mask.exact(FlowField.VLAN_CFI);
        }
        parser.fields(attribute);
        return new OdpMatch(parser.key.build(), parser.mask.build());
    }

    private OdpKeyParser(OdpScanner in, PortNames ports) {
        this.in = in;
        this.ports = ports;
    }
}
