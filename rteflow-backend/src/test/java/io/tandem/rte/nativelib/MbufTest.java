package io.tandem.rte.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What an mbuf says, where its struct is filled in as a driver does. */
class MbufTest {
    private static final String STRUCT = "rte_mbuf";

    private final Layouts layouts = Dpdk.layouts();
    private final Arena arena = Arena.ofAuto();

    private long mbuf(String bytes) {
        long mbuf = arena.allocate(layouts.size(STRUCT), Long.BYTES).address();
        MemorySegment buffer = arena.allocate(256, Long.BYTES);
        MemorySegment.copy(
                MemorySegment.ofArray(bytes.getBytes(StandardCharsets.US_ASCII)), 0, buffer, 10, bytes.length());
        put(mbuf, "buf_addr", buffer.address());
        put(mbuf, "data_off", 10);
        put(mbuf, "data_len", bytes.length());
        put(mbuf, "pkt_len", bytes.length());
        put(mbuf, "nb_segs", 1);
        return mbuf;
    }

    private void put(long mbuf, String field, long value) {
        Memory.put(mbuf, layouts.field(STRUCT, field), value);
    }

    @Test
    void flagsSayWhichNumbersCount() {
        long mbuf = mbuf("x");
        assertThat(Mbuf.hashed(Mbuf.flags(mbuf))).isFalse();
        assertThat(Mbuf.marked(Mbuf.flags(mbuf))).isFalse();
        assertThat(Mbuf.tagsStripped(Mbuf.flags(mbuf))).isZero();

        put(mbuf, "ol_flags", layouts.constant("RTE_MBUF_F_RX_RSS_HASH"));
        put(mbuf, "hash.rss", 0x12345678);
        assertThat(Mbuf.hashed(Mbuf.flags(mbuf))).isTrue();
        assertThat(Mbuf.rss(mbuf)).isEqualTo(0x12345678);

        put(mbuf, "ol_flags", layouts.constant("RTE_MBUF_F_RX_FDIR_ID"));
        put(mbuf, "hash.fdir.hi", 77);
        assertThat(Mbuf.marked(Mbuf.flags(mbuf))).isTrue();
        assertThat(Mbuf.mark(mbuf)).isEqualTo(77);
        assertThat(Mbuf.rss(mbuf)).isEqualTo(0x12345678);

        put(mbuf, "ol_flags", layouts.constant("RTE_MBUF_F_RX_VLAN_STRIPPED"));
        put(mbuf, "vlan_tci", 0xe005);
        assertThat(Mbuf.tagsStripped(Mbuf.flags(mbuf))).isEqualTo(1);
        assertThat(Mbuf.tagStripped(Mbuf.flags(mbuf))).isTrue();
        assertThat(Mbuf.outerTagStripped(Mbuf.flags(mbuf))).isFalse();
        assertThat(Mbuf.vlanTci(mbuf)).isEqualTo(0xe005);

        put(mbuf, "ol_flags", layouts.constant("RTE_MBUF_F_RX_QINQ_STRIPPED"));
        put(mbuf, "vlan_tci_outer", 0x2007);
        assertThat(Mbuf.tagsStripped(Mbuf.flags(mbuf))).isEqualTo(1);
        assertThat(Mbuf.outerTagStripped(Mbuf.flags(mbuf))).isTrue();
        assertThat(Mbuf.outerVlanTci(mbuf)).isEqualTo(0x2007);
    }

    @Test
    void checksumsOfThePacketsOnlyHeadersCount() {
        long mbuf = mbuf("x");
        put(
                mbuf,
                "ol_flags",
                layouts.constant("RTE_MBUF_F_RX_IP_CKSUM_GOOD") | layouts.constant("RTE_MBUF_F_RX_L4_CKSUM_GOOD"));
        long flags = Mbuf.flags(mbuf);
        int ipv4 = 0x10;
        int known = 0;
        for (int type = 0; type < 1 << 20; type++) {
            put(mbuf, "packet_type", type);
            int link = type & 0xf;
            boolean plain = type >>> 12 == 0 && (link == 1 || link == 6 || link == 7);
            int transport = type >>> 8 & 0xf;
            assertThat(Mbuf.ipChecksumGood(mbuf, flags)).isEqualTo(plain);
            assertThat(Mbuf.transportChecksumGood(mbuf, flags)).isEqualTo(plain && (transport == 1 || transport == 2));
            known += plain ? 1 : 0;
        }
        assertThat(known).isEqualTo(3 * 256);

        put(mbuf, "packet_type", ipv4 | 0x201);
        put(
                mbuf,
                "ol_flags",
                layouts.constant("RTE_MBUF_F_RX_IP_CKSUM_BAD") | layouts.constant("RTE_MBUF_F_RX_L4_CKSUM_NONE"));
        assertThat(Mbuf.checksumsKnown(Mbuf.flags(mbuf))).isTrue();
        assertThat(Mbuf.ipChecksumGood(mbuf, Mbuf.flags(mbuf))).isFalse();
        assertThat(Mbuf.transportChecksumGood(mbuf, Mbuf.flags(mbuf))).isFalse();
        assertThat(Mbuf.transportChecksumOpen(Mbuf.flags(mbuf))).isTrue();
    }

    @Test
    void whatIsSentOnKeepsOnlyWhatItsBytesBelongTo() {
        long mbuf = mbuf("received");
        long external = layouts.constant("RTE_MBUF_F_EXTERNAL");
        put(mbuf, "ol_flags", layouts.constant("RTE_MBUF_F_RX_RSS_HASH") | external);
        assertThat(Mbuf.headroom(mbuf)).isEqualTo(10);

        Mbuf.resend(mbuf, 6, 12);

        assertThat(Mbuf.headroom(mbuf)).isEqualTo(6);
        assertThat(Mbuf.length(mbuf)).isEqualTo(12);
        assertThat(Mbuf.packetLength(mbuf)).isEqualTo(12);
        assertThat(Mbuf.flags(mbuf)).isEqualTo(external);
        assertThat(Mbuf.segments(mbuf)).isEqualTo(1);
    }

    @Test
    void aChainIsGatheredInOrder() {
        long first = mbuf("one ");
        long second = mbuf("two ");
        long third = mbuf("three");
        Mbuf.append(first, first, second, 2, 8);
        Mbuf.append(first, second, third, 3, 13);

        MemorySegment whole = arena.allocate(20);
        Mbuf.gather(first, whole, 2);

        assertThat(Mbuf.segments(first)).isEqualTo(3);
        assertThat(Mbuf.packetLength(first)).isEqualTo(13);
        assertThat(Mbuf.length(first)).isEqualTo(4);
        assertThat(Mbuf.next(first)).isEqualTo(second);
        assertThat(new String(whole.asSlice(2, 13).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII))
                .isEqualTo("one two three");
        assertThat(whole.get(ValueLayout.JAVA_BYTE, 15)).isZero();
    }
}
