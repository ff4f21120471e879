package io.tandem.datapath.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.header.FullChecksum;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.KeyAttribute;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Headers that are pushed and popped, and those that are rewritten without a struct of the flow key. */
final class PushPopTest {
    private static final OdpAction OUT = new OdpAction.Output(1);
    private static final String FRAME = Frames.HOST_B + Frames.HOST_A;
    private static final String IPV4 = "45000018000040004011000a0a0000010a000002" + "00000000";

    private final ActionBench bench = new ActionBench();

    private String only(String frame, String actions) throws OdpParseException {
        List<OdpAction> all = new ArrayList<>(OdpActionText.parse(actions, PortNames.any()));
        all.add(OUT);
        List<byte[]> sent =
                bench.execute(HexFormat.of().parseHex(frame.replace(" ", "")), all.toArray(OdpAction[]::new));
        assertThat(sent).as("sent; drops " + bench.dropped()).hasSize(1);
        return HexFormat.of().formatHex(sent.getFirst());
    }

    /** What leaves of a packet that the actions leave without an Ethernet header, which they get for the port. */
    private String onlyWithin(String frame, String actions) throws OdpParseException {
        String sent = only(frame, actions + ",push_eth(src=02:00:00:00:00:03,dst=02:00:00:00:00:04)");
        assertThat(sent).startsWith("020000000004" + "020000000003");
        return sent.substring(2 * (2 * 6 + 2));
    }

    @Property
    void popTakesOffWhatPushPutOn(
            @ForAll @Size(min = 2, max = 60) byte[] payload, @ForAll @IntRange(max = 4) int kind, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] frame = new byte[14 + payload.length];
        System.arraycopy(HexFormat.of().parseHex(FRAME + "88b5"), 0, frame, 0, 14);
        System.arraycopy(payload, 0, frame, 14, payload.length);
        byte[] context = new byte[16];
        random.nextBytes(context);
        List<OdpAction> actions =
                switch (kind) {
                    case 0 ->
                        List.of(
                                new OdpAction.PushVlan(EtherType.VLAN_8021AD, random.nextInt(0x10000)),
                                new OdpAction.PushVlan(EtherType.VLAN_8021Q, random.nextInt(0x10000)),
                                new OdpAction.PopVlan(),
                                new OdpAction.PopVlan());
                    case 1 ->
                        List.of(
                                new OdpAction.PushMpls(random.nextInt() | 0x100, EtherType.MPLS_UNICAST),
                                new OdpAction.AddMpls(random.nextInt(), EtherType.MPLS_MULTICAST, 1),
                                new OdpAction.PopMpls(EtherType.MPLS_UNICAST),
                                new OdpAction.PopMpls(0x88b5));
                    case 2 ->
                        List.of(
                                new OdpAction.PushNsh(
                                        1, 9, 1, 3, random.nextInt(1 << 24), random.nextInt(256), Bytes.of(context)),
                                new OdpAction.PushNsh(0, 1, 2, 4, 1, 1, Bytes.of(new byte[244])),
                                new OdpAction.PopNsh(),
                                new OdpAction.PopNsh());
                    case 3 ->
                        List.of(
                                new OdpAction.PopEth(),
                                new OdpAction.PushEth(
                                        ByteBuffer.wrap(frame).getLong(4) & 0xffff_ffff_ffffL,
                                        ByteBuffer.wrap(frame).getLong(0) >>> 16));
                    default ->
                        List.of(
                                new OdpAction.AddMpls(random.nextInt() | 0x100, EtherType.MPLS_UNICAST, 0),
                                new OdpAction.PopMpls(0x6558));
                };
        List<OdpAction> all = new ArrayList<>(actions);
        all.add(OUT);
        assertThat(bench.execute(frame, all.toArray(OdpAction[]::new))).containsExactly(frame);
    }

    @Test
    void putsLabelsBetweenTagsAndNetworkHeader() throws OdpParseException {
        String plain = FRAME + "0800" + IPV4;
        String tagged = FRAME + "8100 0005 0800" + IPV4;
        assertThat(only(plain, "push_mpls(label=5,tc=1,ttl=64,bos=1,eth_type=0x8847)"))
                .isEqualTo(FRAME + "8847" + "00005340" + IPV4);
        assertThat(only(tagged, "push_mpls(label=5,tc=1,ttl=64,bos=1,eth_type=0x8847)"))
                .isEqualTo(FRAME + "81000005" + "8847" + "00005340" + IPV4);
        assertThat(only(
                        tagged,
                        "push_mpls(label=5,tc=1,ttl=64,bos=1,eth_type=0x8847),"
                                + "push_mpls(label=6,tc=0,ttl=63,bos=0,eth_type=0x8848),set(mpls(label=7,tc=0,ttl=9,bos=0)),"
                                + "pop_vlan"))
                .isEqualTo(FRAME + "8848" + "00007009" + "00005340" + IPV4);
        assertThat(only(FRAME + "8847" + "00005340" + IPV4, "pop_mpls(eth_type=0x800)"))
                .isEqualTo(plain);
        assertThat(only(plain, "pop_mpls(eth_type=0x800),set(mpls(label=7,tc=0,ttl=9,bos=0))"))
                .isEqualTo(plain);
    }

    @Test
    void takesTheEthernetHeaderOffWithItsTags() throws OdpParseException {
        assertThat(onlyWithin(FRAME + "8100 0005 0800" + IPV4, "pop_eth")).isEqualTo(IPV4);
        assertThat(only(
                        FRAME + "8100 0005 0800" + IPV4,
                        "pop_eth,set(ipv4(src=10.0.0.9)),push_eth(src=02:00:00:00:00:03,dst=02:00:00:00:00:04)"))
                .startsWith("020000000004" + "020000000003" + "0800" + "45000018");
        byte[] frame = HexFormat.of().parseHex(FRAME + "0800" + IPV4);
        assertThat(bench.execute(frame, new OdpAction.PushEth(1, 2), OUT)).isEmpty();
        assertThat(bench.execute(frame, new OdpAction.PopEth(), new OdpAction.PopEth(), OUT))
                .isEmpty();
        assertThat(bench.execute(frame, new OdpAction.PopEth(), new OdpAction.PushVlan(0x8100, 0x1001), OUT))
                .isEmpty();
        assertThat(bench.execute(frame, new OdpAction.PopEth(), OUT)).isEmpty();
        assertThat(bench.dropped())
                .isEqualTo(Map.of(DropReason.WRONG_PACKET_TYPE, 3L, DropReason.NO_ETHERNET_HEADER, 1L));
    }

    @Test
    void pushesServiceHeadersAndSetsTheirFields() throws OdpParseException {
        String push = "push_nsh(flags=0,ttl=63,mdtype=1,np=4,spi=0x5678,si=255,c1=0x11223344,c2=0x0,c3=0x0,c4=0x1)";
        String rest = FRAME + "0800" + IPV4;
        assertThat(onlyWithin(rest, push))
                .isEqualTo("0fc6" + "0103" + "005678ff" + "11223344" + "00000000".repeat(2) + "00000001" + rest);
        assertThat(onlyWithin(rest, push + ",set(nsh(flags=2,ttl=5,mdtype=1,spi=0x9/0xf,si=254,c2=0x7/0xff))"))
                .isEqualTo("2146" + "0103" + "005679fe" + "11223344" + "00000007" + "00000000" + "00000001" + rest);
        byte[] unknown = HexFormat.of().parseHex("0002" + "0109" + "00000100");
        assertThat(bench.execute(EtherType.NSH, unknown, new OdpAction.PopNsh(), OUT))
                .isEmpty();
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.UNKNOWN_NEXT_PROTOCOL, 1L));
    }

    @Property
    void keepsSctpChecksumsAsRightOrWrongAsTheyAre(
            @ForAll @Size(max = 60) byte[] data,
            @ForAll @IntRange(max = 65_535) int source,
            @ForAll @IntRange(max = 65_535) int destination,
            @ForAll int wrong) {
        byte[] segment = new byte[12 + data.length];
        ByteBuffer.wrap(segment).putShort((short) 77).putShort((short) 88).putInt(5);
        System.arraycopy(data, 0, segment, 12, data.length);
        ByteBuffer frame = ByteBuffer.allocate(34 + segment.length + 3);
        frame.put(HexFormat.of().parseHex(FRAME + "0800"));
        frame.putShort((short) 0x4500).putShort((short) (20 + segment.length)).putInt(0x00014000);
        frame.putShort((short) 0x4084).putShort((short) 0).putInt(0x0a000001).putInt(0x0a000002);
        frame.put(segment);
        frame.putInt(34 + 8, crc(segment) ^ wrong);
        List<byte[]> sent = bench.execute(
                frame.array(),
                new OdpAction.Set(
                        KeyAttribute.SCTP,
                        FlowKey.builder()
                                .set(FlowField.SCTP_SRC, source)
                                .set(FlowField.SCTP_DST, destination)
                                .build()),
                OUT);
        ByteBuffer.wrap(segment).putShort((short) source).putShort((short) destination);
        frame.putShort(34, (short) source).putShort(36, (short) destination).putInt(34 + 8, crc(segment) ^ wrong);
        assertThat(sent).containsExactly(frame.array());
    }

    /** As SCTP sends it, the low byte first. */
    private static int crc(byte[] segment) {
        CRC32C crc = new CRC32C();
        crc.update(segment);
        return Integer.reverseBytes((int) crc.getValue());
    }

    @Test
    void setsTypeAndCodeOfIcmp() throws OdpParseException {
        String icmp = FRAME + "0800" + "4500001c00004000400100000a0000010a000002" + "0800f7fe00000001";
        assertThat(only(icmp, "set(icmp(type=0,code=1))")).endsWith("0001fffd00000001");
    }

    @Test
    void setsTargetAndTheFirstLinkAddress() {
        String target = "fe800000000000000000000000000003";
        String before = "8700 0000 00000000" + target + "0101 020000000003" + "0101 020000000004";
        byte[] frame = HexFormat.of()
                .parseHex((FRAME + "86dd 60000000 0028 3a ff 20010db8000000000000000000000001"
                                + "fe800000000000000000000000000002" + before)
                        .replace(" ", ""));
        FullChecksum.transport(frame, 22, 32, 58, 54, frame.length);
        byte[] sent = bench.execute(
                        frame,
                        new OdpAction.Set(
                                KeyAttribute.ND,
                                FlowKey.builder()
                                        .set(FlowField.ND_TARGET, 1, 2)
                                        .set(FlowField.ND_SLL, 5)
                                        .set(FlowField.ND_TLL, 6)
                                        .build()),
                        OUT)
                .getFirst();
        ByteBuffer.wrap(frame).putLong(62, 1).putLong(70, 2).putInt(80, 0).putShort(84, (short) 5);
        FullChecksum.transport(frame, 22, 32, 58, 54, frame.length);
        assertThat(sent).isEqualTo(frame);
        sent = bench.execute(
                        frame,
                        new OdpAction.Set(
                                KeyAttribute.ND_EXT,
                                FlowKey.builder()
                                        .set(FlowField.ND_RESERVED, 0x60000000L)
                                        .set(FlowField.ND_OPTIONS_TYPE, 2)
                                        .build()),
                        OUT)
                .getFirst();
        ByteBuffer.wrap(frame).putInt(58, 0x60000000).put(78, (byte) 2);
        FullChecksum.transport(frame, 22, 32, 58, 54, frame.length);
        assertThat(sent).isEqualTo(frame);
    }

    /** Source: Open vSwitch, odp_set_nd, which goes on by the length of the option that it has come to. */
    @Test
    void passesOptionsOverByTheLengthOfTheNext() {
        String other = "0503" + "00".repeat(22);
        String message = "8700 0000 00000000" + "00".repeat(16) + "0e01 000000000000" + other + "0101 020000000003";
        byte[] frame = HexFormat.of()
                .parseHex((FRAME + "86dd 60000000 0040 3a ff" + "00".repeat(32) + message).replace(" ", ""));
        OdpAction set = new OdpAction.Set(
                KeyAttribute.ND, FlowKey.builder().set(FlowField.ND_SLL, 5).build());
        byte[] expected = frame.clone();
        assertThat(bench.execute(frame, set, OUT)).containsExactly(expected);
    }

    @Test
    void setsAllSixteenBitsOfAnArpOperation() throws OdpParseException {
        String arp = "0001080006040001" + "020000000001" + "0a000001" + "000000000000" + "0a000002";
        OdpAction set = new OdpAction.Set(
                KeyAttribute.ARP,
                Bytes.of(HexFormat.of().parseHex("01020304050607080109" + "0a".repeat(6) + "0b".repeat(6) + "0000")));
        byte[] sent = bench.execute(HexFormat.of().parseHex(FRAME + "0806" + arp), set, OUT)
                .getFirst();
        assertThat(HexFormat.of().formatHex(sent))
                .isEqualTo(FRAME + "0806" + "0001080006040109" + "0a".repeat(6) + "01020304" + "0b".repeat(6)
                        + "05060708");
    }
}
