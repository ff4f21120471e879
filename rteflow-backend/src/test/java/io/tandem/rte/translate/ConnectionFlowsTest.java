package io.tandem.rte.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.host.RteCapabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows that look packets up among connections, and flows behind, where a device has tags. */
class ConnectionFlowsTest {
    private static final String IP = "recirc_id(0x1),in_port(1),eth_type(0x0800),ipv4()";

    private static String text(int tags, String match, String actions) {
        return TestBed.text(
                TestBed.translator(RteCapabilities.ALL.withTags(tags)).translate(TestBed.flow(match, actions)));
    }

    @Test
    void aLookupIsAJump() {
        assertThat(text(1, "recirc_id(0),in_port(1),eth_type(0x0800),ipv4()", "ct(zone=5),recirc(0x1)"))
                .isEqualTo("EXACT\nflow create 0 transfer pattern represented_port ethdev_port_id is 0"
                        + " / eth type is 0x800 has_vlan is 0 / ipv4 / end actions count / jump group 1 / end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+est+trk | tag data spec 0x22 data mask 0x22 index is 0",
                "-new+est-rpl+trk | tag data spec 0x22 data mask 0x2b index is 0",
                "+est+rpl+trk),ct_zone(0x7 | tag data spec 0x7002a data mask 0xffff002a index is 0",
                "+trk),ct_mark(0x70/0xf0 |"
                        + " tag data spec 0x20 data mask 0x20 index is 0 / tag data spec 0x70 data mask 0xf0 index is 1",
                "+trk),ct_label(0x12340000000000000000000000000001/0xffff0000000000000000000000000003 |"
                        + " tag data spec 0x20 data mask 0x20 index is 0 / tag data spec 0x12340000 data mask 0xffff0000"
                        + " index is 2 / tag data spec 0x1 data mask 0x3 index is 5",
            })
    void tagsTellWhatConnectionsSay(String state, String items) {
        assertThat(text(6, IP + ",ct_state(" + state + ")", "2"))
                .contains("pattern represented_port ethdev_port_id is 0 / " + items + " / eth type is 0x800");
    }

    @Test
    void trackedPacketsAreInGroupsOfTheirOwn() {
        MegaflowTranslator translator = TestBed.translator(RteCapabilities.ALL.withTags(1));
        assertThat(TestBed.text(translator.translate(TestBed.flow(IP + ",ct_state(+est+trk)", "2"))))
                .contains("create 0 group 1 ");
        assertThat(TestBed.text(translator.translate(TestBed.flow(IP + ",ct_state(-trk)", "2"))))
                .contains("create 0 group 2 ")
                .doesNotContain("ct_state");
        assertThat(TestBed.text(translator.translate(TestBed.flow(IP, "2"))))
                .contains("create 0 group 2 ")
                .startsWith("NARROWER")
                .contains("ct_state");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | recirc_id(0x1),in_port(1),ct_state(+trk) | 2 | a device knows these by tags, of which it has none here",
                "0 | recirc_id(0),in_port(1) | ct(zone=5),recirc(1) | which takes tags, and the device has none here",
                "1 | recirc_id(0),in_port(1),ct_state(+trk) | 2 | behind a ct action and its recirculation",
                "1 | recirc_id(0x1),in_port(1),ct_state(+new+trk) | 2 | of established connections",
                "1 | recirc_id(0x1),in_port(1),ct_state(-est+trk) | 2 | of established connections",
                "1 | recirc_id(0x1),in_port(1),ct_state(+est+dnat+trk) | 2 | of established connections",
                "1 | recirc_id(0x1),in_port(1),ct_state(+trk),ct_mark(0x1) | 2 | ct_mark takes 2 tags, and the device has 1",
                "2 | recirc_id(0x1),in_port(1),ct_state(+trk),ct_label(0x1) | 2 | ct_label takes 6 tags, and the device has 2",
                "1 | recirc_id(0),in_port(1) | ct(commit,zone=5),recirc(1) | changes neither those nor these",
                "1 | recirc_id(0),in_port(1) | ct(zone=5,nat),recirc(1) | changes neither those nor these",
                "1 | recirc_id(0),in_port(1) | ct(zone=5),2 | recirc(...) comes next, and last",
                "1 | recirc_id(0),in_port(1) | 2,ct(zone=5),recirc(1) | ct comes first",
                "1 | recirc_id(0x1),in_port(1),ct_state(+trk) | recirc(2) | they jump no further",
            })
    void whatADeviceCannotTellIsRefused(int tags, String match, String actions, String sentence) {
        assertThat(text(tags, match, actions)).contains(sentence);
    }
}
