package io.tandem.rte.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tandem.rte.flow.ConntrackField;
import io.tandem.rte.flow.ConntrackPart;
import io.tandem.rte.flow.ConntrackProfile;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConntrackStructTest {
    @Property(tries = 200)
    void aConnectionComesBackAsItWasLaidOut(@ForAll("profiles") ConntrackProfile profile) throws RuleNotTakenException {
        for (String release : Layouts.releases()) {
            Layouts layouts = Layouts.of(release).orElseThrow();
            RteRule rule =
                    new RteRule(0, 0, Set.of(Traffic.INGRESS), List.of(), List.of(new RteAction.Conntrack(profile)));
            try (RuleImage image = new RuleImage(layouts)) {
                image.set(rule, id -> 0);
                assertThat(new RuleReader(layouts).read(image.attr(), image.pattern(), image.actions()))
                        .isEqualTo(rule);
            }
        }
    }

    @Provide
    Arbitrary<ConntrackProfile> profiles() {
        return Arbitraries.longs().map(seed -> {
            Random random = new Random(seed);
            Map<ConntrackField, Long> values = new EnumMap<>(ConntrackField.class);
            for (ConntrackField field : ConntrackField.values()) {
                if (random.nextInt(4) != 0) {
                    values.put(field, random.nextLong() >>> Long.SIZE - field.width());
                }
            }
            return new ConntrackProfile(values);
        });
    }

    /** What a C compiler makes of the same values. */
    @Example
    void bytesAreThoseOfC() {
        ConntrackProfile profile = new ConntrackProfile(Map.of(
                ConntrackField.PEER_PORT, 0x1234L,
                ConntrackField.ENABLE, 1L,
                ConntrackField.LIBERAL_MODE, 1L,
                ConntrackField.STATE, 1L,
                ConntrackField.ORIGINAL_SCALE, 7L,
                ConntrackField.ORIGINAL_LAST_ACK_SEEN, 1L,
                ConntrackField.REPLY_MAX_ACK, 0xdeadbeefL,
                ConntrackField.LAST_INDEX, 8L));
        Layouts layouts = Layouts.of("22.11").orElseThrow();
        try (RuleImage image = new RuleImage(layouts)) {
            image.set(new RteAction.Conntrack(profile), Set.of(), id -> 0);
            long conf = Memory.get(image.actions(), layouts.field("rte_flow_action", "conf"));
            assertThat(HexFormat.of().formatHex(RuleReader.bytes(conf, layouts.size(ConntrackStruct.NAME))))
                    .isEqualTo("3412" + "4200" + "01000000" + "00000000" + "27000000" + "00".repeat(32) + "efbeadde"
                            + "00000000" + "08000000" + "00".repeat(12));
        }
    }

    @Example
    void valuesThatAreNoneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConntrackProfile(Map.of(ConntrackField.REPLY_SCALE, 16L)))
                .withMessage("reply_dir.scale has 4 bits, and 16 more");
        Layouts layouts = Layouts.of("22.11").orElseThrow();
        try (RuleImage image = new RuleImage(layouts)) {
            image.set(new RteAction.Conntrack(new ConntrackProfile(Map.of())), Set.of(), id -> 0);
            long conf = Memory.get(image.actions(), layouts.field("rte_flow_action", "conf"));
            Memory.put(conf, layouts.field(ConntrackStruct.NAME, "state"), 0x100);
            assertThatExceptionOfType(RuleNotTakenException.class)
                    .isThrownBy(() -> new RuleReader(layouts).actions(image.actions()))
                    .matches(e -> e.error().type() == RteErrorType.ACTION_CONF)
                    .withMessageContaining("CONNTRACK of a connection whose state has 8 bits, and 256 more");
        }
    }

    @Example
    void partsAreBitsOfTheUpdate() {
        for (String release : Layouts.releases()) {
            Layouts layouts = Layouts.of(release).orElseThrow();
            for (ConntrackPart part : ConntrackPart.values()) {
                assertThat(layouts.has("rte_flow_modify_conntrack", part.member()))
                        .isTrue();
            }
            assertThat(layouts.offset("rte_flow_modify_conntrack", "new_ct")).isZero();
        }
    }
}
