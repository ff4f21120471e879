package io.tandem.datapath.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.header.FullChecksum;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.vectors.Frames;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class HeaderRewriterTest {
    private static final OdpAction OUT = new OdpAction.Output(1);
    private static final int L3 = 14;

    private final ActionBench bench = new ActionBench();

    private static byte[] ipv4(int protocol, byte[] payload, int padding) {
        ByteBuffer frame = ByteBuffer.allocate(L3 + 20 + payload.length + padding);
        frame.put(HexFormat.of().parseHex(Frames.HOST_B + Frames.HOST_A)).putShort((short) 0x0800);
        frame.putShort((short) 0x4500).putShort((short) (20 + payload.length)).putInt(0x00014000);
        frame.put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(0x0a000001)
                .putInt(0x0a000002);
        frame.put(payload);
        while (frame.hasRemaining()) {
            frame.put((byte) 0x5a);
        }
        FullChecksum.ipv4(frame.array(), L3);
        if (payload.length >= 8 && (protocol == 6 || protocol == 17)) {
            FullChecksum.transport(frame.array(), L3 + 12, 8, protocol, L3 + 20, L3 + 20 + payload.length);
        }
        return frame.array();
    }

    /** An IPv6 frame; {@code extensions} are headers that end with the next header {@code protocol}. */
    private static byte[] ipv6(int first, String extensions, int protocol, byte[] payload) {
        byte[] before = HexFormat.of().parseHex(extensions);
        ByteBuffer frame = ByteBuffer.allocate(L3 + 40 + before.length + payload.length);
        frame.put(HexFormat.of().parseHex(Frames.HOST_B + Frames.HOST_A)).putShort((short) 0x86dd);
        frame.putInt(0x60000000).putShort((short) (before.length + payload.length));
        frame.put((byte) first).put((byte) 64);
        frame.putLong(0x20010db800000000L)
                .putLong(1)
                .putLong(0x20010db800000000L)
                .putLong(2);
        frame.put(before).put(payload);
        int from = L3 + 40 + before.length;
        FullChecksum.transport(frame.array(), L3 + 8, 32, protocol, from, frame.limit());
        return frame.array();
    }

    private static byte[] tcp(byte[] data) {
        return ByteBuffer.allocate(20 + data.length)
                .putInt(0x30390050)
                .putLong(1)
                .putInt(0x5010_2000)
                .putInt(0)
                .put(data)
                .array();
    }

    private static byte[] udp(byte[] data) {
        return ByteBuffer.allocate(8 + data.length)
                .putInt(0x30390050)
                .putShort((short) (8 + data.length))
                .putShort((short) 0)
                .put(data)
                .array();
    }

    private static OdpAction ipv4To(int source, int destination, int tos, int ttl) {
        return new OdpAction.Set(
                KeyAttribute.IPV4,
                FlowKey.builder()
                        .set(FlowField.IPV4_SRC, Integer.toUnsignedLong(source))
                        .set(FlowField.IPV4_DST, Integer.toUnsignedLong(destination))
                        .set(FlowField.IPV4_TOS, tos)
                        .set(FlowField.IPV4_TTL, ttl)
                        .build());
    }

    private static OdpAction ports(KeyAttribute protocol, int source, int destination) {
        return new OdpAction.Set(
                protocol,
                FlowKey.builder()
                        .set(FlowField.TCP_SRC, source)
                        .set(FlowField.TCP_DST, destination)
                        .build());
    }

    private static OdpAction ipv6Source(long low) {
        return new OdpAction.SetMasked(
                KeyAttribute.IPV6,
                FlowKey.builder().set(FlowField.IPV6_SRC, 0, low).build(),
                FlowMask.builder().set(FlowField.IPV6_SRC, 0, -1).build());
    }

    private byte[] only(byte[] frame, OdpAction... actions) {
        OdpAction[] all = Arrays.copyOf(actions, actions.length + 1);
        all[actions.length] = OUT;
        List<byte[]> sent = bench.execute(frame, all);
        assertThat(sent).as("sent; drops " + bench.dropped()).hasSize(1);
        return sent.getFirst();
    }

    @Property
    void keepsIpv4AndTcpChecksums(
            @ForAll int source,
            @ForAll int destination,
            @ForAll @IntRange(max = 255) int tos,
            @ForAll @IntRange(max = 255) int ttl,
            @ForAll @IntRange(max = 65_535) int port,
            @ForAll @Size(max = 40) byte[] data,
            @ForAll @IntRange(max = 9) int padding) {
        byte[] changed = only(
                ipv4(6, tcp(data), padding), ipv4To(source, destination, tos, ttl), ports(KeyAttribute.TCP, port, 443));
        byte[] expected = ipv4(6, tcp(data), padding);
        ByteBuffer.wrap(expected)
                .put(L3 + 1, (byte) tos)
                .put(L3 + 8, (byte) ttl)
                .putInt(L3 + 12, source)
                .putInt(L3 + 16, destination)
                .putShort(L3 + 20, (short) port)
                .putShort(L3 + 22, (short) 443);
        FullChecksum.ipv4(expected, L3);
        FullChecksum.transport(expected, L3 + 12, 8, 6, L3 + 20, L3 + 40 + data.length);
        assertThat(changed).isEqualTo(expected);
    }

    @Property
    void keepsUdpChecksumsAndSendsNoZeroOne(
            @ForAll int source,
            @ForAll int destination,
            @ForAll @IntRange(max = 65_535) int port,
            @ForAll @Size(max = 40) byte[] data) {
        byte[] changed =
                only(ipv4(17, udp(data), 0), ipv4To(source, destination, 0, 64), ports(KeyAttribute.UDP, port, 80));
        byte[] expected = ipv4(17, udp(data), 0);
        ByteBuffer.wrap(expected)
                .putInt(L3 + 12, source)
                .putInt(L3 + 16, destination)
                .putShort(L3 + 20, (short) port);
        FullChecksum.ipv4(expected, L3);
        FullChecksum.transport(expected, L3 + 12, 8, 17, L3 + 20, L3 + 28 + data.length);
        assertThat(changed).isEqualTo(expected);
        assertThat(ByteBuffer.wrap(changed).getShort(L3 + 26)).isNotZero();
    }

    @Property
    void keepsIpv6ChecksumsBehindExtensionHeaders(
            @ForAll long low,
            @ForAll @Size(max = 40) byte[] data,
            @ForAll @IntRange(max = 3) int chain,
            @ForAll @IntRange(max = 2) int which) {
        int protocol = List.of(6, 17, 58).get(which);
        byte[] payload = protocol == 6 ? tcp(data) : udp(data);
        String last = "%02x00000000000000".formatted(protocol);
        int first = List.of(protocol, 0, 60, 0).get(chain);
        String extensions = List.of(
                        "",
                        last,
                        last,
                        "3c00000000000000" + "3300000000000000" + "%02x0100000000000000000000".formatted(protocol))
                .get(chain);
        byte[] changed = only(ipv6(first, extensions, protocol, payload), ipv6Source(low));
        byte[] expected = ipv6(first, extensions, protocol, payload);
        ByteBuffer.wrap(expected).putLong(L3 + 16, low);
        FullChecksum.transport(expected, L3 + 8, 32, protocol, L3 + 40 + extensions.length() / 2, expected.length);
        assertThat(changed).isEqualTo(expected);
    }

    @Test
    void setsPortsBehindIpv6ExtensionHeaders() {
        byte[] frame = ipv6(0, "0600000000000000", 6, tcp(new byte[5]));
        byte[] changed = only(frame, ports(KeyAttribute.TCP, 1, 2));
        ByteBuffer.wrap(frame).putInt(L3 + 48, 0x0001_0002);
        FullChecksum.transport(frame, L3 + 8, 32, 6, L3 + 48, frame.length);
        assertThat(changed).isEqualTo(frame);
    }

    @Test
    void leavesTheChecksumWhereTheDestinationIsNotTheFinalOne() {
        OdpAction destination = new OdpAction.SetMasked(
                KeyAttribute.IPV6,
                FlowKey.builder().set(FlowField.IPV6_DST, 0, 9).build(),
                FlowMask.builder().set(FlowField.IPV6_DST, 0, -1).build());
        byte[] frame = ipv6(43, "0600000100000000", 6, tcp(new byte[4]));
        byte[] changed = only(frame, destination);
        ByteBuffer.wrap(frame).putLong(L3 + 32, 9);
        assertThat(changed).isEqualTo(frame);
    }

    /** Source: Open vSwitch, packet_rh_present: the protocol that it finds there is that of the routing header. */
    @Test
    void leavesTheChecksumOfTheSourceToo() {
        byte[] frame = ipv6(43, "0600000100000000", 6, tcp(new byte[4]));
        byte[] changed = only(frame, ipv6Source(9));
        ByteBuffer.wrap(frame).putLong(L3 + 16, 9);
        assertThat(changed).isEqualTo(frame);
    }

    @Test
    void updatesTheChecksumOfTheFirstFragmentButNotOfTheOnlyOne() {
        byte[] first = ipv6(44, "0600000100000001", 6, tcp(new byte[4]));
        byte[] changed = only(first, ipv6Source(9));
        ByteBuffer.wrap(first).putLong(L3 + 16, 9);
        FullChecksum.transport(first, L3 + 8, 32, 6, L3 + 48, first.length);
        assertThat(changed).isEqualTo(first);
        byte[] only = ipv6(44, "0600000000000001", 6, tcp(new byte[4]));
        changed = only(only, ipv6Source(9));
        ByteBuffer.wrap(only).putLong(L3 + 16, 9);
        assertThat(changed).isEqualTo(only);
    }

    @Test
    void rewritesInsideSnap() {
        byte[] plain = ipv4(17, udp(new byte[4]), 0);
        byte[] changed = only(snap(plain), ipv4To(1, 2, 3, 4), ports(KeyAttribute.UDP, 5, 6));
        assertThat(changed).isEqualTo(snap(only(plain, ipv4To(1, 2, 3, 4), ports(KeyAttribute.UDP, 5, 6))));
    }

    private static byte[] snap(byte[] frame) {
        return ByteBuffer.allocate(frame.length + 8)
                .put(frame, 0, 12)
                .putShort((short) (frame.length - 14 + 8))
                .putInt(0xaaaa0300)
                .putShort((short) 0)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    @Test
    void leavesAZeroUdpChecksumZero() {
        byte[] frame = ipv4(17, udp(new byte[4]), 0);
        ByteBuffer.wrap(frame).putShort(L3 + 26, (short) 0);
        byte[] changed = only(frame, ipv4To(1, 2, 3, 4), ports(KeyAttribute.UDP, 5, 6));
        assertThat(ByteBuffer.wrap(changed).getShort(L3 + 26)).isZero();
    }

    @Test
    void touchesNothingButTheIpHeaderOfALaterFragment() {
        byte[] frame = ipv4(17, udp(new byte[16]), 0);
        ByteBuffer.wrap(frame).putShort(L3 + 6, (short) 5);
        FullChecksum.ipv4(frame, L3);
        byte[] changed = only(frame, ipv4To(1, 2, 3, 4));
        assertThat(Arrays.copyOfRange(changed, L3 + 20, frame.length))
                .isEqualTo(Arrays.copyOfRange(frame, L3 + 20, frame.length));
        byte[] six = ipv6(44, "1100000900000001", 17, udp(new byte[16]));
        byte[] changedSix = only(six, ipv6Source(77));
        assertThat(Arrays.copyOfRange(changedSix, L3 + 40, six.length))
                .isEqualTo(Arrays.copyOfRange(six, L3 + 40, six.length));
    }

    @Test
    void takesNoPaddingForATransportHeader() {
        byte[] frame = ipv4(6, new byte[0], 26);
        byte[] changed = only(frame, ipv4To(1, 2, 3, 4));
        assertThat(Arrays.copyOfRange(changed, L3 + 20, frame.length)).containsOnly(0x5a);
    }

    @Property
    void changesNoByteWhereNothingChanges(@ForAll @IntRange(max = 65_535) int checksum) {
        byte[] frame = ipv4(6, tcp(new byte[8]), 0);
        ByteBuffer.wrap(frame).putShort(L3 + 10, (short) checksum).putShort(L3 + 36, (short) checksum);
        assertThat(only(frame, ipv4To(0x0a000001, 0x0a000002, 0, 64), ports(KeyAttribute.TCP, 0x3039, 0x50)))
                .isEqualTo(frame);
    }

    @Test
    void dropsWhatLacksTheHeader() {
        List<byte[]> misfits = List.of(
                Frames.ethernet("88b5 0000"),
                Frames.ethernet("0800 4500"),
                Frames.ethernet("0800 45000014 00004000 40060000 0a000001 0a0000"));
        for (byte[] frame : misfits) {
            assertThat(bench.execute(frame, ipv4To(1, 2, 3, 4), OUT)).isEmpty();
        }
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.TRUNCATED_HEADER, (long) misfits.size()));
    }

    @Test
    void setsAddressesWhereLengthsContradictThemselves() {
        String behind = "00004000 40060000 0a000001 0a000002" + "0001 0002 00000003 00000004 50100000 5a5a0000";
        for (String start : List.of("4f000014", "43000014", "45000100")) {
            byte[] frame = Frames.ethernet("0800" + start + behind);
            byte[] changed = only(frame, ipv4To(1, 2, 3, 4));
            assertThat(Arrays.copyOfRange(changed, L3 + 12, L3 + 20)).containsExactly(0, 0, 0, 1, 0, 0, 0, 2);
            assertThat(Arrays.copyOfRange(changed, L3 + 20, frame.length))
                    .isEqualTo(Arrays.copyOfRange(frame, L3 + 20, frame.length));
        }
    }

    @Test
    void setsPortsOfTheProtocolThatTheActionNamesOnly() {
        byte[] udp = ipv4(17, udp(new byte[4]), 0);
        assertThat(only(udp, ports(KeyAttribute.TCP, 1, 2))).isEqualTo(udp);
        byte[] later = ipv4(6, tcp(new byte[4]), 0);
        ByteBuffer.wrap(later).putShort(L3 + 6, (short) 5);
        assertThat(only(later, ports(KeyAttribute.TCP, 1, 2))).isEqualTo(later);
        byte[] longHeader = ipv4(6, tcp(new byte[4]), 0);
        longHeader[L3 + 32] = (byte) 0x70;
        assertThat(only(longHeader, ports(KeyAttribute.TCP, 1, 2))).isEqualTo(longHeader);
    }

    @Test
    void pushesWithoutThePresentBitAndPopsTheOutermost() {
        byte[] frame = ipv4(17, udp(new byte[4]), 0);
        byte[] pushed = only(frame, new OdpAction.PushVlan(0x8100, 0x1064), new OdpAction.PushVlan(0x88a8, 0x7065));
        assertThat(pushed).isEqualTo(Frames.tagged(Frames.tagged(frame, 0x8100, 0x0064), 0x88a8, 0x6065));
        assertThat(only(pushed, new OdpAction.PopVlan(), new OdpAction.PopVlan(), new OdpAction.PopVlan()))
                .isEqualTo(frame);
    }

    @Test
    void rewritesBehindTags() {
        byte[] frame = ipv4(17, udp(new byte[4]), 0);
        byte[] changed = only(Frames.tagged(frame, 0x8100, 5), ipv4To(1, 2, 3, 4));
        assertThat(changed).isEqualTo(Frames.tagged(only(frame, ipv4To(1, 2, 3, 4)), 0x8100, 5));
    }

    @Test
    void setsMaskedBitsOfEthernetAndVlan() {
        byte[] frame = Frames.tagged(Frames.ethernet("88b5"), 0x8100, 0xf064);
        byte[] changed = only(
                frame,
                new OdpAction.SetMasked(
                        KeyAttribute.ETHERNET,
                        FlowKey.builder()
                                .set(FlowField.ETH_DST, 0x010000000000L)
                                .build(),
                        FlowMask.builder()
                                .set(FlowField.ETH_DST, 0x030000000000L)
                                .build()),
                new OdpAction.SetMasked(
                        KeyAttribute.VLAN,
                        FlowKey.builder().set(FlowField.VLAN_VID, 0x0f0).build(),
                        FlowMask.builder().exact(FlowField.VLAN_VID).build()));
        assertThat(HexFormat.of().formatHex(changed)).isEqualTo("010000000002" + Frames.HOST_A + "8100f0f0" + "88b5");
    }

    @Test
    void sendsTheBytesAsTheyAreAtEachOutput() {
        byte[] frame = ipv4(17, udp(new byte[4]), 0);
        List<byte[]> sent = bench.execute(frame, OUT, new OdpAction.PushVlan(0x8100, 0x1001), OUT);
        assertThat(sent).containsExactly(frame, Frames.tagged(frame, 0x8100, 1));
    }
}
