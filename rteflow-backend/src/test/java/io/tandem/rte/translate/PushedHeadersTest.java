package io.tandem.rte.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.host.RteCapabilities;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule puts the same bytes in front of all packets, so headers that differ are refused. */
class PushedHeadersTest {
    private static final String ETH = "eth(dst=02:00:00:00:00:01,src=02:00:00:00:00:02,dl_type=0x0800)";
    private static final String IP = "ipv4(src=10.0.0.1,dst=10.0.0.2,proto=%d,tos=0,ttl=64,frag=0x4000)";
    private static final String IP6 =
            "eth(dst=02:00:00:00:00:01,src=02:00:00:00:00:02,dl_type=0x86dd),ipv6(src=2001::1,dst=2001::2,label=0,proto=%d,"
                    + "tclass=0x0,hlimit=64)";

    private static String text(int size, int type, String outer, String tunnel) {
        String push = "tnl_push(tnl_port(6),header(size=%d,type=%d,%s,%s),out_port(2)),2"
                .formatted(size, type, outer, tunnel);
        return TestBed.text(TestBed.translator(RteCapabilities.ALL)
                .translate(TestBed.flow("in_port(1),eth(),eth_type(0x0800),ipv4(frag=no)", push)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "38 | gre((flags=0x0,proto=0x6558))",
                "42 | gre((flags=0x2000,proto=0x6558),key=0x1e241)",
            })
    void greWithAKeyOrNoneIsTheSameForAll(int size, String gre) {
        assertThat(text(size, 3, ETH + "," + IP.formatted(47), gre)).contains("raw_encap index 0");
        assertThat(text(size + 20, 109, IP6.formatted(47), gre)).contains("raw_encap index 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "46 | gre((flags=0xa000,proto=0x6558),csum=0x0,key=0x1e241)",
                "42 | gre((flags=0x8000,proto=0x6558),csum=0x0)",
                "42 | gre((flags=0x1000,proto=0x6558),seq=0x0)",
                "46 | gre((flags=0x3000,proto=0x6558),key=0x1e241,seq=0x0)",
            })
    void greThatIsReckonedOrCountedIsSoftwares(int size, String gre) {
        for (String text : new String[] {
            text(size, 3, ETH + "," + IP.formatted(47), gre), text(size + 20, 109, IP6.formatted(47), gre)
        }) {
            assertThat(text)
                    .startsWith("UNSUPPORTED_ACTION tnl_push(tnl_port(6)")
                    .contains("a checksum or a sequence number of GRE differs from packet to packet");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "50 | 107 | erspan(ver=1,sid=0x7,idx=0x3) | ERSPAN numbers packets",
                "54 | 107 | erspan(ver=2,sid=0x7,dir=1,hwid=0x7) | ERSPAN numbers packets",
            })
    void erspanIsSoftwares(int size, int type, String tunnel, String sentence) {
        assertThat(text(size, type, ETH + "," + IP.formatted(47), tunnel)).contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"78 | srv6(segments_left=0,segs(2001::2)) | a segment routing header tells"})
    void segmentRoutingIsSoftwares(int size, String tunnel, String sentence) {
        assertThat(text(size, 112, IP6.formatted(43), tunnel)).contains(sentence);
    }
}
