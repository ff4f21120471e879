package io.tandem.rte.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.flow.Member;
import io.tandem.rte.flow.PacketField;
import io.tandem.rte.flow.RssType;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.transport.RteErrorType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of items, actions and errors agree with the layouts of every release, which a C compiler confirms. */
class RuleStructsTest {
    static Stream<Layouts> releases() {
        return Layouts.releases().stream().map(r -> Layouts.of(r).orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("releases")
    @SuppressWarnings("EnumOrdinal") // what is tested
    void numbersAreTheEnumerators(Layouts layouts) {
        assertThat(layouts.constant("RTE_FLOW_ITEM_TYPE_END")).isZero();
        assertThat(layouts.constant("RTE_FLOW_ACTION_TYPE_END")).isZero();
        for (RteAction.ModifyField.Operation operation : RteAction.ModifyField.Operation.values()) {
            assertThat(layouts.constant("RTE_FLOW_MODIFY_" + operation.name()))
                    .as(operation.name())
                    .isEqualTo(operation.ordinal());
        }
        for (RteItem item : RteItem.values()) {
            assertThat(layouts.constant(item.constant())).as(item.constant()).isEqualTo(item.number());
        }
        for (RteActionType type : RteActionType.values()) {
            assertThat(layouts.constant(type.constant())).as(type.constant()).isEqualTo(type.number());
        }
        for (RteErrorType type : RteErrorType.values()) {
            assertThat(layouts.constant("RTE_FLOW_ERROR_TYPE_" + type.name()))
                    .as(type.name())
                    .isEqualTo(type.number());
        }
        for (RssType type : RssType.values()) {
            assertThat(layouts.constant(type.constant())).as(type.constant()).isEqualTo(type.bits());
        }
        for (PacketField field : PacketField.values()) {
            assertThat(layouts.constant("RTE_FLOW_FIELD_" + field.name()))
                    .as(field.name())
                    .isEqualTo(field.number());
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void structsAreAsLong(Layouts layouts) {
        Arrays.stream(RteItem.values()).filter(item -> !item.struct().isEmpty()).forEach(item -> assertThat(
                        layouts.size(item.struct()))
                .as(item.struct())
                .isEqualTo(item.structSize()));
        Arrays.stream(RteActionType.values())
                .filter(type -> !type.struct().isEmpty())
                .forEach(type -> assertThat(layouts.size(type.struct()))
                        .as(type.struct())
                        .isEqualTo(type.structSize()));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void membersLieWhereTheyDo(Layouts layouts) {
        Map<String, String> differences = new LinkedHashMap<>();
        for (RteField field : RteField.values()) {
            if (!field.item().struct().isEmpty()) {
                compare(differences, field.name(), layouts, field.item().struct(), field.member());
            }
        }
        for (RteActionType type : RteActionType.values()) {
            if (type.form() == RteActionType.Form.NUMBER) {
                compare(differences, type.name(), layouts, type.struct(), type.member());
            }
        }
        assertThat(differences).isEmpty();
    }

    private static void compare(
            Map<String, String> differences, String name, Layouts layouts, String struct, Member member) {
        Layouts.Field field = layouts.field(struct, member.name());
        boolean bitField = layouts.cells()
                        .getOrDefault(struct, Map.of())
                        .getOrDefault(member.name(), "")
                        .split(":", -1)
                        .length
                == 3;
        String expected = bitField
                ? "bit " + (field.offset() * Byte.SIZE + Long.numberOfTrailingZeros(field.mask())) + " for "
                        + Long.bitCount(field.mask())
                : field.offset() + " for " + field.bytes();
        String found = bitField
                ? "bit " + (member.offset() * Byte.SIZE + member.shift()) + " for " + member.width()
                : member.offset() + " for " + member.size();
        if (!found.equals(expected)) {
            differences.put(name, "the compiler has it at " + expected + ", the table at " + found);
        }
    }
}
