package io.tandem.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tandem.netlink.AttributeCheck;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import io.tandem.proto.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Says which step of docs/adding-a-field.md was missed. */
class AddedFieldTest {
    private static final String STEPS = "; docs/adding-a-field.md, step ";

    @ParameterizedTest
    @EnumSource
    void everyAttributeOfFixedSizeHasFields(KeyAttribute attribute) {
        List<FlowField> fields = FlowField.of(attribute);
        if (attribute.size() > 0) {
            assertThat(fields)
                    .as("no row of FlowField is about " + attribute + ", so its value would be lost" + STEPS + 2)
                    .isNotEmpty();
        }
        if (attribute.size() == KeyAttribute.NESTED && attribute != KeyAttribute.ENCAP) {
            assertThat(KeyAttribute.values())
                    .as("nothing is nested in " + attribute + STEPS + 1)
                    .anyMatch(a -> a.parent().filter(p -> p == attribute).isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasAPathOfItsOwn(FlowField field) {
        assertThat(FlowField.atPath(field.path()))
                .as(field + " is called " + field.path() + " as another field is" + STEPS + 2)
                .contains(field);
    }

    @ParameterizedTest
    @EnumSource
    void hasBitsOfItsOwnInThePackedKey(FlowField field) {
        assertThat(field.word() + field.words())
                .as(field + " lies behind the packed key's " + FlowField.WORDS + " words" + STEPS + 2)
                .isLessThanOrEqualTo(FlowField.WORDS);
        assertThat(field.shift() + Math.min(Long.SIZE, field.width()))
                .as(field + " does not fit its word above bit " + field.shift() + STEPS + 2)
                .isLessThanOrEqualTo(Long.SIZE);
        for (FlowField other : FlowField.values()) {
            boolean together = other != field
                    && other.prerequisite() == field.prerequisite()
                    && (field.prerequisite() != Prerequisite.TUNNEL || other.attribute() == field.attribute());
            if (together && overlap(field, other)) {
                fail(field + " shares bits with " + other + ", and one packet can have both" + STEPS + 2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasBytesOfItsOwnInItsAttribute(FlowField field) {
        AbiSlot slot = field.slot();
        if (slot.bytes() == 0) {
            return;
        }
        int size = field.attribute().size();
        if (size > 0) {
            assertThat(slot.offset() + slot.bytes())
                    .as(field + " ends behind the " + size + " bytes of " + field.attribute() + STEPS + 2)
                    .isLessThanOrEqualTo(size);
        }
        for (FlowField other : FlowField.of(field.attribute())) {
            if (other != field && other.slot().bytes() > 0 && overlap(slot, other.slot(), size)) {
                fail(field + " and " + other + " lie in the same bits of " + field.attribute() + STEPS + 2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasAnExampleThatEveryCodecCarries(FlowField field) throws Exception {
        List<String> examples = new ArrayList<>();
        for (String text : FieldExamples.MATCHES) {
            MatchAttributes match = OdpKeyText.parse(text, PortNames.any());
            FlowKey key = MatchDecoder.key(match.key());
            FlowMask mask = MatchDecoder.mask(match.mask(), key);
            if (field.prerequisite().holds(key) && !mask.isZero(field) && !key.isZero(field)) {
                examples.add(text);
                String lost = field + " is lost in ";
                MatchAttributes netlink = MatchEncoder.USERSPACE.encode(key, mask);
                assertThat(carries(netlink, field, key, mask))
                        .as(lost + "netlink: " + text + STEPS + 3)
                        .isTrue();
                assertThat(OdpKeyText.print(match, PortNames.any()))
                        .as(lost + "ODP text" + STEPS + 3)
                        .isEqualTo(text);
                assertThat(carries(AttributeProto.decode(AttributeProto.encode(match)), field, key, mask))
                        .as(lost + "Protobuf: " + text + STEPS + 3)
                        .isTrue();
            }
        }
        assertThat(examples)
                .as("no line of FieldExamples matches " + field + " with a value that is not zero" + STEPS + 4)
                .isNotEmpty();
    }

    private static boolean carries(MatchAttributes match, FlowField field, FlowKey key, FlowMask mask)
            throws Exception {
        MatchAttributes checked = AttributeCheck.match(match.key(), match.mask());
        FlowKey foundKey = MatchDecoder.key(checked.key());
        FlowMask foundMask = MatchDecoder.mask(checked.mask(), foundKey);
        boolean same = true;
        for (int word = field.word(); word < field.word() + field.words(); word++) {
            long bits = field.width() >= Long.SIZE ? -1 : field.ones() << field.shift();
            same &= (foundMask.word(word) & bits) == (mask.word(word) & bits)
                    && ((foundKey.word(word) ^ key.word(word)) & mask.word(word) & bits) == 0;
        }
        return same;
    }

    private static boolean overlap(FlowField a, FlowField b) {
        boolean sameWord = a.word() < b.word() + b.words() && b.word() < a.word() + a.words();
        return sameWord && (a.wide() || b.wide() || (a.ones() << a.shift() & b.ones() << b.shift()) != 0);
    }

    private static boolean overlap(AbiSlot a, AbiSlot b, int size) {
        byte[] one = new byte[Math.max(size, Math.max(a.offset() + a.bytes(), b.offset() + b.bytes()))];
        byte[] other = one.clone();
        a.put(one, 0, -1, -1);
        b.put(other, 0, -1, -1);
        for (int i = 0; i < one.length; i++) {
            if ((one[i] & other[i]) != 0) {
                return true;
            }
        }
        return false;
    }
}
