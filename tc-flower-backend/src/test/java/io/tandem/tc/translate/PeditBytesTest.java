package io.tandem.tc.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.PeditKey;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.host.TcCapabilities;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pedit writes, byte for byte, as net/sched/act_pedit.c does; checksums are csum's. */
class PeditBytesTest {
    private static final int ETHERNET = 14;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Ethernet
                "eth_type(0x88cc) | set(eth(src=0a:0b:0c:0d:0e:0f)) | 02020202020203030303030388cc11"
                        + " | 0202020202020a0b0c0d0e0f88cc11",
                "eth_type(0x88cc) | set(eth(dst=ff:00:00:00:00:01/ff:00:00:00:00:01)) | 02020202020203030303030388cc11"
                        + " | ff020202020303030303030388cc11",
                // tos, ttl, source and destination of IPv4, ports of TCP
                "eth_type(0x0800),ipv4(proto=6,frag=no) | set(ipv4(tos=0x8/0xfc,ttl=7)),set(tcp(dst=443))"
                        + " | 0202020202020303030303030800450300281234400040060000010101010202020230390050"
                        + " | 0202020202020303030303030800450b002812344000070600000101010102020202303901bb",
                "eth_type(0x0800),ipv4(frag=no) | set(ipv4(src=9.8.7.6,dst=5.4.3.2/255.255.0.255))"
                        + " | 0202020202020303030303030800450300281234400040060000010101010202020230390050"
                        + " | 0202020202020303030303030800450300281234400040060000090807060504020230390050",
                "eth_type(0x0800),ipv4(ttl=64,frag=no) | dec_ttl(le_1(drop))"
                        + " | 0202020202020303030303030800450300281234400040060000010101010202020230390050"
                        + " | 020202020202030303030303080045030028123440003f060000010101010202020230390050",
                // traffic class, label and hop limit of IPv6
                "eth_type(0x86dd),ipv6(hlimit=64,frag=no) | set(ipv6(tclass=0xab,label=0x12345)),dec_ttl(le_1(drop))"
                        + " | 02020202020203030303030386dd60000000000006400000000000000000"
                        + " | 02020202020203030303030386dd6ab123450000063f0000000000000000",
                // operation and addresses of ARP
                "eth_type(0x0806),arp(op=1) | set(arp(sip=9.8.7.6,tip=5.4.3.2,op=2,sha=0a:0b:0c:0d:0e:0f,tha=01:02:03:04:05:06))"
                        + " | 02020202020203030303030308060001080006040001030303030303010101010000000000000202020211"
                        + " | 020202020202030303030303080600010800060400020a0b0c0d0e0f090807060102030405060504030211"
            })
    void writes(String match, String actions, String before, String after) {
        TcOutcome outcome =
                TestBed.translator(TcCapabilities.LINUX_6_1).translate(TestBed.flow("eth()," + match, actions + ",2"));
        assertThat(outcome).isInstanceOf(TcRule.class);
        byte[] frame = HexFormat.of().parseHex(before);
        for (TcAction action : ((TcRule) outcome).actions()) {
            if (action.body() instanceof ActionBody.Pedit pedit) {
                pedit.keys().forEach(key -> write(frame, key));
            }
        }
        assertThat(HexFormat.of().formatHex(frame)).isEqualTo(after);
    }

    private static void write(byte[] frame, PeditKey key) {
        int header =
                switch (key.header()) {
                    case ETH -> 0;
                    case NETWORK, IP4, IP6 -> ETHERNET;
                    case TCP, UDP -> ETHERNET + (frame[ETHERNET] & 0xf) * 4;
                };
        int at = header + key.offset();
        // the kernel adds words as they lie in memory, the first byte lowest
        int found = word(frame, at);
        int written = key.add()
                ? Integer.reverseBytes(Integer.reverseBytes(found) + Integer.reverseBytes(key.value())) & ~key.keep()
                : key.value();
        int result = found & key.keep() ^ written;
        for (int i = 0; i < Integer.BYTES; i++) {
            frame[at + i] = (byte) (result >>> (3 - i) * Byte.SIZE);
        }
    }

    private static int word(byte[] frame, int at) {
        return frame[at] << 24 | (frame[at + 1] & 0xff) << 16 | (frame[at + 2] & 0xff) << 8 | frame[at + 3] & 0xff;
    }
}
