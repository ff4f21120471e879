package io.tandem.rte.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands as people write them: prefixes, attributes in any order, what was set before; and what is wrong with others. */
class RuleParserTest {
    private final RuleParser parser = new RuleParser();

    @Test
    void readsPrefixesAndPrompts() throws RteParseException {
        PortRule read = parser.read(
                        "testpmd> flow validate 3 ingress priority 5 group 2 pattern eth / ipv4 src spec 10.1.2.3 src prefix"
                                + " 20 / end actions queue index 6 / count / end # so it is")
                .orElseThrow();
        RteRule rule = read.rule();
        assertThat(read.port()).isEqualTo(3);
        assertThat(rule.group()).isEqualTo(2);
        assertThat(rule.priority()).isEqualTo(5);
        assertThat(rule.traffic()).containsExactly(Traffic.INGRESS);
        assertThat(rule.pattern()).extracting(item -> item.item()).containsExactly(RteItem.ETH, RteItem.IPV4);
        assertThat(rule.pattern().get(1).value(RteField.IPV4_SRC))
                .contains(FieldValue.of(RteField.IPV4_SRC, 0x0a010000, 0xfffff000L));
        assertThat(rule.actions())
                .containsExactly(RteAction.of(RteActionType.QUEUE, 6), RteAction.of(RteActionType.COUNT, 0));
    }

    @Test
    void fillsInWhatTestpmdDoes() throws RteParseException {
        parser.read(
                "set raw_encap 1 eth src is 02:00:00:00:00:01 / ipv4 dst is 10.0.0.1 / udp dst is 4789 / vxlan vni is 7"
                        + " / end_set");
        RteRule rule = parser.read("flow create 0 egress pattern end actions raw_encap index 1 / end")
                .orElseThrow()
                .rule();
        Bytes header = ((RteAction.RawEncap) rule.actions().getFirst()).header();
        assertThat(header.size()).isEqualTo(50);
        assertThat(header.toString())
                .startsWith("000000000000020000000001080045")
                .contains("0011" + "0000" + "00000000" + "0a000001" + "000012b5")
                .endsWith("0800000000000700");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flow create 0 ingress pattern eth / end actions drop | 52 | \"/\"",
                "flow create 0 ingress pattern ether / end actions drop / end | 30 | an item or its end",
                "flow create 0 ingress pattern eth vni is 3 / end actions drop / end | 34 | a field of eth, or \"/\"",
                "flow create 0 ingress pattern eth / end actions jump to 3 / end | 53 | \"group\"",
                "flow create 0 ingress pattern vlan vid is 4096 / end actions drop / end | 42 | a number of 12 bits",
                "flow create 0 ingress pattern end actions vxlan_encap / end | 42 | \"set vxlan\" before this line",
                "set raw_encap 0 eth / end | 22 | an item or its end",
                "flow create 0 pattern tcp dst spec 9 dst last 3 / end actions drop / end | 48 | an item that can be: a range from 0009 to 0003",
                "flow create 0 pattern end actions modify_field op set dst_type ipv6_src src_type value src_value 0x0102030405060708090a0b0c0d0e0f1011 width 8 / end | 97 | a value of 16 bytes at most",
            })
    void tellsWhereAndWhat(String line, int offset, String expected) {
        assertThatThrownBy(() -> parser.read(line)).isInstanceOfSatisfying(RteParseException.class, e -> {
            assertThat(e.expected()).isEqualTo(expected);
            assertThat(e.offset()).isEqualTo(offset);
        });
    }

    /** A GRE header with each of its three optional words, or with all: testpmd puts items behind one another. */
    @ParameterizedTest
    @CsvSource({
        "20006558 0001e241, 1",
        "80006558 12340000, 1",
        "10006558 00000009, 1",
        "b0006558 12340000 0001e241 00000009, 3",
        "00006558, 0",
    })
    void saysEachWordOfAGreHeader(String gre, int words) throws RteParseException {
        byte[] header = HexFormat.of()
                .parseHex("f8bc124434b6f8bc124658e00800" + "4500000000004000402f0000" + "010102580101025c"
                        + gre.replace(" ", ""));
        RteRule rule = new RteRule(
                0, 0, Set.of(Traffic.INGRESS), List.of(), List.of(new RteAction.RawEncap(Bytes.of(header))));
        RuleText text = RulePrinter.print(0, rule);
        assertThat(text.unsaid()).isEmpty();
        assertThat(text.setup()).singleElement().asString().satisfies(line -> assertThat(line.split("/ gre_key ", -1))
                .hasSize(words + 1));
        for (String line : text.setup()) {
            parser.read(line);
        }
        assertThat(parser.read(text.command()).orElseThrow().rule()).isEqualTo(rule);
    }

    /** testpmd has zeros where nothing is said, and an item's default mask where nothing at all is: a line stays short. */
    @Test
    void saysOfHeadersWhatIsNotZeroAndOfEachItemSomething() {
        byte[] header = HexFormat.of()
                .parseHex("00".repeat(12) + "0800" + "45000000" + "00000000" + "002f0000" + "00".repeat(8)
                        + "2000000000000000");
        RteRule rule = new RteRule(
                0, 0, Set.of(Traffic.INGRESS), List.of(), List.of(new RteAction.RawDecap(Bytes.of(header))));
        RuleText text = RulePrinter.print(0, rule);
        assertThat(text.unsaid()).isEmpty();
        assertThat(text.setup())
                .containsExactly(
                        "set raw_decap 0 eth type is 0x800 / ipv4 version_ihl is 0x45 proto is 47 / gre c_rsvd0_ver is"
                                + " 0x2000 / gre_key value is 0x0 / end_set");
    }
}
