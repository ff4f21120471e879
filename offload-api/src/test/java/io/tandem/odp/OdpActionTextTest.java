package io.tandem.odp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.action.OdpAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OdpActionTextTest {
    private static final PortNames PORTS = PortNames.range(1, 4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop",
                "1",
                "2,3",
                "push_vlan(vid=1728,pcp=0),2",
                "push_vlan(tpid=0x88a8,vid=13,pcp=5,cfi=0),2",
                "pop_vlan,4",
                "set(eth(dst=52:54:00:00:00:2e)),3",
                "set(eth(src=00:00:00:00:00:01,dst=52:54:00:00:00:00/ff:ff:ff:00:00:00)),3",
                "set(ipv4(src=10.0.0.1,dst=10.0.0.0/255.255.255.0,ttl=63)),1",
                "set(ipv6(src=::1,dst=2001:db8::/ffff:ffff::)),1",
                "set(tcp(src=80,dst=443)),1",
                "set(udp(dst=53/0xff)),recirc(0x1)",
                "set(nsh(c1=0xa,c3=0x700/0x0000ff00)),2",
                "set(vlan(vid=5,pcp=3)),2"
            })
    void printsWhatItReads(String text) throws OdpParseException {
        assertThat(OdpActionText.print(OdpActionText.parse(text, PORTS))).isEqualTo(text);
    }

    @Test
    void wholeAttributesAreSetUnmasked() throws OdpParseException {
        assertThat(OdpActionText.parse("set(eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02))", PORTS)
                        .getFirst())
                .isInstanceOf(OdpAction.Set.class);
        assertThat(OdpActionText.parse("set(eth(dst=00:00:00:00:00:02))", PORTS).getFirst())
                .isInstanceOf(OdpAction.SetMasked.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "9|0|output",
                "1,9|2|output",
                "``|0|actions",
                "fly(3)|0|``",
                "push_vlan(vid=4096,pcp=0)|14|push_vlan.vid",
                "push_vlan(vid=1)|15|push_vlan",
                "set(eth(dst=zz))|12|eth.dst",
                "1;2|1|output",
                "set(tcp(src=65536))|12|tcp.src",
                "sample(sample=101%,actions(1))|14|sample",
                "ct(commit,force_commit)|2|ct",
                "recirc(|7|recirc"
            })
    void saysWhereTextGoesWrong(String text, int offset, String field) {
        OdpParseException wrong =
                catchThrowableOfType(OdpParseException.class, () -> OdpActionText.parseStrict(text, PORTS));

        assertThat(wrong).isNotNull();
        assertThat(wrong.offset()).as(wrong.getMessage()).isEqualTo(offset);
        assertThat(wrong.field()).isEqualTo(field);
    }
}
