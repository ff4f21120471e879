package io.tandem.rte.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PacketField;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RssFunction;
import io.tandem.rte.flow.RssType;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteAction.ModifyField;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.RteCause;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule in native memory, read back byte by byte as a driver would. */
class RuleImageTest {
    private static final int ITEM = 32;
    private static final int ACTION = 16;

    private final RuleImage image = new RuleImage(Layouts.of("22.11").orElseThrow());

    @AfterEach
    void close() {
        image.close();
    }

    private void set(List<PatternItem> pattern, RteAction... actions) {
        image.set(new RteRule(0, 0, Set.of(Traffic.INGRESS), pattern, List.of(actions)), id -> 0x1000 + id);
    }

    private static String hex(long address, int bytes) {
        byte[] content = new byte[bytes];
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_BYTE, address, content, 0, bytes);
        return HexFormat.of().formatHex(content);
    }

    private long conf(int action) {
        return Memory.u64(image.actions() + (long) ACTION * action + 8);
    }

    private long spec(int item) {
        return Memory.u64(image.pattern() + (long) ITEM * item + 8);
    }

    private long last(int item) {
        return Memory.u64(image.pattern() + (long) ITEM * item + 16);
    }

    private long mask(int item) {
        return Memory.u64(image.pattern() + (long) ITEM * item + 24);
    }

    @Test
    void attributesAreBits() {
        image.set(new RteRule(3, -1, Set.of(Traffic.EGRESS, Traffic.TRANSFER), List.of(), List.of()), id -> 0);

        assertThat(hex(image.attr(), 12)).isEqualTo("03000000" + "ffffffff" + "06000000");
        assertThat(hex(image.pattern(), ITEM)).isEqualTo("00".repeat(ITEM));
        assertThat(hex(image.actions(), ACTION)).isEqualTo("00".repeat(ACTION));
    }

    @Test
    void itemsHaveSpecAndMaskWholeAndLastOnlyForRanges() {
        set(List.of(
                PatternItem.of(RteItem.ETH),
                PatternItem.of(RteField.IPV4_DST, FieldValue.of(RteField.IPV4_DST, 0x0a010203L, 0xffffff00L)),
                new PatternItem(
                        RteItem.TCP,
                        Map.of(
                                RteField.TCP_SRC, FieldValue.exact(RteField.TCP_SRC, 7),
                                RteField.TCP_DST, FieldValue.range(RteField.TCP_DST, 80, 90, 0xffff)))));

        assertThat(Memory.i32(image.pattern())).isEqualTo(6);
        assertThat(List.of(spec(0), last(0), mask(0))).containsOnly(0L);
        assertThat(hex(spec(1), 20)).isEqualTo("00".repeat(16) + "0a010200");
        assertThat(hex(mask(1), 20)).isEqualTo("00".repeat(16) + "ffffff00");
        assertThat(last(1)).isZero();
        assertThat(hex(spec(2), 20)).isEqualTo("00070050" + "00".repeat(16));
        assertThat(hex(last(2), 20)).isEqualTo("0007005a" + "00".repeat(16));
        assertThat(hex(mask(2), 20)).isEqualTo("ffffffff" + "00".repeat(16));
        assertThat(Memory.i32(image.pattern() + 3L * ITEM)).isZero();
    }

    @Test
    void optionsOfGeneveArePointedTo() {
        Bytes data = Bytes.of(new byte[] {1, 2, 3, 4});
        set(List.of(new PatternItem(
                RteItem.GENEVE_OPT,
                Map.of(
                        RteField.GENEVE_OPT_CLASS, FieldValue.exact(RteField.GENEVE_OPT_CLASS, 0x102),
                        RteField.GENEVE_OPT_LENGTH, FieldValue.exact(RteField.GENEVE_OPT_LENGTH, 1),
                        RteField.GENEVE_OPT_DATA, FieldValue.exact(data)))));

        assertThat(hex(spec(0), 4)).isEqualTo("01020001");
        assertThat(hex(Memory.u64(spec(0) + 8), 4)).isEqualTo("01020304");
        assertThat(hex(Memory.u64(mask(0) + 8), 4)).isEqualTo("ffffffff");
    }

    @Test
    void actionsHaveTheirStructs() {
        Bytes header = Bytes.of(new byte[] {9, 8, 7});
        set(
                List.of(),
                RteAction.of(RteActionType.DEC_TTL),
                RteAction.of(RteActionType.SET_TP_DST, 0x1234),
                new RteAction.Rss(RssFunction.TOEPLITZ, 0, Set.of(RssType.IPV4), List.of(3, 1)),
                new RteAction.RawEncap(header),
                new RteAction.Sample(1, List.of(RteAction.of(RteActionType.REPRESENTED_PORT, 5))),
                new RteAction.Indirect(7),
                RteAction.of(RteActionType.AGE, 10));

        assertThat(conf(0)).isZero();
        assertThat(hex(conf(1), 2)).isEqualTo("1234");
        assertThat(hex(conf(2), 24)).isEqualTo("01000000" + "00000000" + "0400000000000000" + "00000000" + "02000000");
        assertThat(hex(Memory.u64(conf(2) + 32), 4)).isEqualTo("03000100");
        assertThat(hex(Memory.u64(conf(3)), 3)).isEqualTo("090807");
        assertThat(Memory.u64(conf(3) + 8)).isZero();
        assertThat(Memory.u64(conf(3) + 16)).isEqualTo(3);
        assertThat(Memory.i32(conf(4))).isEqualTo(1);
        assertThat(Memory.i32(Memory.u64(conf(4) + 8))).isEqualTo(55);
        assertThat(conf(5)).isEqualTo(0x1007);
        assertThat(hex(conf(6), 4)).isEqualTo("0a000000");
    }

    @ParameterizedTest
    @CsvSource({"22.11, 12", "23.11, 16", "24.11, 16", "25.11, 16"})
    void partsOfFieldsLieWhereTheReleaseHasThem(String release, int offset) {
        try (RuleImage other = new RuleImage(Layouts.of(release).orElseThrow())) {
            ModifyField modify = new ModifyField(
                    ModifyField.Operation.SET,
                    new ModifyField.FieldRange(PacketField.IPV4_SRC, 0, 8),
                    new ModifyField.Immediate(Bytes.of(new byte[] {1, 2})),
                    16);
            other.set(new RteRule(0, 0, Set.of(), List.of(), List.of(modify)), id -> 0);

            long conf = Memory.u64(other.actions() + 8);
            long destination = conf + 8;
            assertThat(Memory.i32(destination)).isEqualTo(8);
            assertThat(Memory.i32(destination + offset)).isEqualTo(8);
            assertThat(hex(conf + 32, 4)).isEqualTo("1c000000");
            assertThat(hex(conf + 40, 4)).isEqualTo("01020000");
            assertThat(Memory.i32(conf + 56)).isEqualTo(16);
        }
    }

    @Test
    void anErrorsCauseIsAPartOfTheRule() {
        set(
                List.of(
                        PatternItem.of(RteItem.ETH),
                        PatternItem.of(RteField.IPV4_DST, FieldValue.exact(RteField.IPV4_DST, 1))),
                RteAction.of(RteActionType.DEC_TTL),
                new RteAction.Sample(1, List.of(RteAction.of(RteActionType.REPRESENTED_PORT, 5))),
                RteAction.of(RteActionType.DROP));

        assertThat(image.cause(image.attr())).isEqualTo(new RteCause(RteCause.Part.ATTRIBUTES, 0));
        assertThat(image.cause(image.pattern())).isEqualTo(new RteCause(RteCause.Part.ITEM, 0));
        assertThat(image.cause(image.pattern() + ITEM)).isEqualTo(new RteCause(RteCause.Part.ITEM, 1));
        assertThat(image.cause(mask(1))).isEqualTo(new RteCause(RteCause.Part.ITEM, 1));
        assertThat(image.cause(image.actions())).isEqualTo(new RteCause(RteCause.Part.ACTION, 0));
        assertThat(image.cause(Memory.u64(conf(1) + 8))).isEqualTo(new RteCause(RteCause.Part.ACTION, 1));
        assertThat(image.cause(image.actions() + 2 * ACTION)).isEqualTo(new RteCause(RteCause.Part.ACTION, 2));
        assertThat(image.cause(image.pattern() + 2 * ITEM)).isEqualTo(RteCause.NONE);
        assertThat(image.cause(image.actions() + 3 * ACTION)).isEqualTo(RteCause.NONE);
        assertThat(image.cause(0)).isEqualTo(RteCause.NONE);
        assertThat(image.cause(image.attr() - 1)).isEqualTo(RteCause.NONE);
    }

    @Test
    void whatDoesNotFitIsRefusedAndTheImageGoesOn() {
        RteAction long1 = new RteAction.RawEncap(Bytes.of(new byte[200_000]));

        assertThatIllegalArgumentException().isThrownBy(() -> set(List.of(), long1, long1));
        set(List.of(PatternItem.of(RteItem.ETH)), RteAction.of(RteActionType.DROP));

        assertThat(Memory.i32(image.pattern())).isEqualTo(6);
        assertThat(Memory.i32(image.actions())).isEqualTo(7);
    }
}
