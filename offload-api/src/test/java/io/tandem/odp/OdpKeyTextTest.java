package io.tandem.odp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.flow.FlowField;
import io.tandem.vectors.Vectors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OdpKeyTextTest {
    private static final PortNames PORTS = PortNames.range(1, 4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recirc_id(0),in_port(1),eth_type(0x0800),ipv4(src=172.0.0.0/255.0.0.0,proto=6,frag=no)",
                "recirc_id(0x2a),in_port(1),eth(dst=01:00:00:00:00:00/01:00:00:00:00:00),eth_type(0x0806)",
                "recirc_id(0),in_port(1),eth_type(0x8100),vlan(vid=4000),encap()",
                "recirc_id(0),in_port(1),eth_type(0x8100),vlan(vid=0/0xff0,pcp=5),encap(eth_type(0x0800),ipv4(frag=no))",
                "recirc_id(0),eth_type(0x88a8),vlan(vid=1),encap(eth_type(0x8100),vlan(vid=2),encap(eth_type(0x0806),arp(op=1)))",
                "recirc_id(0),in_port(1),eth_type(0x86dd),ipv6(src=2001:db8::/ffff:ffff::,label=0x12,proto=6,frag=no),tcp(dst=80/0xfff0),tcp_flags(+syn-ack)",
                "recirc_id(0),in_port(1),eth_type(0x0800),ipv4(proto=6),tcp_flags(syn|ack)",
                "recirc_id(0),in_port(1),eth_type(0x0800),ipv4(proto=1,frag=no),icmp(type=8,code=0)",
                "recirc_id(0),in_port(1),eth_type(0x0800),ipv4(frag=later)",
                "recirc_id(0)"
            })
    void printsWhatItReads(String text) throws OdpParseException {
        OdpMatch match = OdpKeyText.parseMasked(text, PORTS);

        assertThat(OdpKeyText.print(match.key(), match.mask())).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "in_port(9)|8|in_port",
                "in_port(1),nonsense(3)|11|``",
                "in_port(1),eth_type(0x0800),ipv4(src=1.2.3.4/24)|45|ipv4.src mask",
                "in_port(1),eth_type(0x0800),ipv4(src=1.2.3)|37|ipv4.src",
                "in_port(1),eth_type(0x0800),ipv4(src=1.2.3.256)|37|ipv4.src",
                "in_port(1),eth_type(0x0800),ipv4(source=1.2.3.4)|33|ipv4",
                "in_port(1),eth_type(0x0800),ipv4(ttl=256)|37|ipv4.ttl",
                "in_port(1),eth_type(0x0800),ipv4(proto=6),udp(dst=53)|42|udp",
                "in_port(1),ipv4(src=1.2.3.4)|11|ipv4",
                "in_port(1),vlan(vid=3),encap()|23|encap",
                "in_port(1),eth_type(0x8100),vlan(vid=3)|11|eth_type",
                "in_port(1),eth_type(0x8100),vlan(vid=3,cfi=0),encap()|28|vlan",
                "in_port(1),in_port(1)|0|in_port",
                "in_port(1|9|in_port",
                "in_port(1))|10|``",
                "recirc_id(1/1)|11|recirc_id",
                "in_port(1),eth_type(0x0800/0xff00),ipv4(proto=6)|35|ipv4",
                "in_port(1),eth_type(0x0800),ipv4(frag=maybe)|38|ipv4.frag"
            })
    void saysWhereTextGoesWrong(String text, int offset, String field) {
        OdpParseException wrong =
                catchThrowableOfType(OdpParseException.class, () -> OdpKeyText.parseMasked(text, PORTS));

        assertThat(wrong).isNotNull();
        assertThat(wrong.offset()).as(wrong.getMessage()).isEqualTo(offset);
        assertThat(wrong.field()).isEqualTo(field);
    }

    @Test
    void missingVlanMeansUntagged() throws OdpParseException {
        OdpMatch match = OdpKeyText.parseMasked("in_port(1),eth_type(0x0800)", PORTS);

        assertThat(match.mask().isExact(FlowField.VLAN_CFI)).isTrue();
        assertThat(match.key().get(FlowField.VLAN_CFI)).isZero();
    }

    @Test
    void readsTheProjectsReplayFlows() throws IOException, OdpParseException {
        int read = 0;
        for (String line : Vectors.lines("replay-flows.txt")) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(" actions:", 2);
                OdpMatch match = OdpKeyText.parseMasked(parts[0], PORTS);
                assertThat(OdpKeyText.print(match.key(), match.mask())).isEqualTo("recirc_id(0)," + parts[0]);
                assertThat(OdpActionText.print(OdpActionText.parseStrict(parts[1], PORTS)))
                        .isEqualTo(parts[1]);
                read++;
            }
        }
        assertThat(read).isEqualTo(48);
    }

    @Test
    void neverThrowsAnythingElse() {
        String good = "recirc_id(0),eth_type(0x8100),vlan(vid=1),encap(eth_type(0x86dd),ipv6(src=::1/ffff::,frag=no))";
        for (int cut = 0; cut < good.length(); cut++) {
            for (String junk :
                    List.of("", "(", ")", "=", "/", ",", "::", "0x", "99999999999999999999", "\u00fc", "[")) {
                String text = good.substring(0, cut) + junk + good.substring(cut);
                try {
                    OdpKeyText.parseMasked(text, PORTS);
                } catch (OdpParseException expected) {
                    assertThat(expected.offset()).isBetween(0, text.length());
                }
            }
        }
        assertThatExceptionOfType(OdpParseException.class).isThrownBy(() -> OdpKeyText.parseMasked("(", PORTS));
    }
}
