package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a driver's refusal of a rule says of others. */
class RuleShapeTest {
    private static final String ADDRESSES = "0202020202020404040404040800";
    private static final String IPV4 = "4500000000000000401100000a0000010a000002";
    private static final String VXLAN = "ccdd12b5000000000800000000000500";
    private static final String GENEVE = "ccdd17c1000000000000655800000500";

    private static RuleShape shape(int group, RteAction action) {
        return RuleShape.of(new RteRule(group, 0, Set.of(Traffic.INGRESS), List.of(), List.of(action)));
    }

    private static RuleShape encap(String header) {
        return shape(0, new RteAction.RawEncap(bytes(header)));
    }

    private static RuleShape decap(String header) {
        return shape(0, new RteAction.RawDecap(bytes(header)));
    }

    private static Bytes bytes(String header) {
        return Bytes.of(HexFormat.of().parseHex(header));
    }

    @Test
    void ofOneMeterOrGroupIsNotThatOfAnother() {
        assertThat(shape(0, RteAction.of(RteActionType.METER, 1)))
                .isNotEqualTo(shape(0, RteAction.of(RteActionType.METER, 2)));
        assertThat(shape(0, RteAction.of(RteActionType.JUMP, 1)))
                .isNotEqualTo(shape(0, RteAction.of(RteActionType.JUMP, 2)));
        assertThat(shape(1, RteAction.of(RteActionType.DROP))).isNotEqualTo(shape(2, RteAction.of(RteActionType.DROP)));
        assertThat(shape(0, RteAction.of(RteActionType.MARK, 1)))
                .isEqualTo(shape(0, RteAction.of(RteActionType.MARK, 2)));
    }

    @Test
    void ofRawHeadersIsWhichTheyAreAndHowLong() {
        String whole = ADDRESSES + IPV4 + VXLAN;
        assertThat(encap(whole)).isNotEqualTo(encap(ADDRESSES + IPV4 + GENEVE));
        assertThat(encap(whole)).isNotEqualTo(encap(ADDRESSES));
        assertThat(encap(whole)).isNotEqualTo(encap(whole + "00000000"));
        assertThat(encap(whole)).isNotEqualTo(decap(whole));
        assertThat(decap(ADDRESSES)).isNotEqualTo(decap(ADDRESSES.replace("0800", "86dd")));
        assertThat(decap(ADDRESSES.replace("0800", "81000001") + "0800"))
                .isNotEqualTo(decap(ADDRESSES.replace("0800", "81000001") + "86dd"));
        assertThat(encap(whole))
                .isEqualTo(encap(whole.replace("0a000001", "0a000009")
                        .replace("0202020202", "0606060606")
                        .replace("00000500", "00000700")
                        .replace("ccdd", "eeff")));
    }
}
