package io.tandem.conformance.rtetap;

import io.tandem.action.OdpAction;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * A flow for the TAP driver, with packets that meet it and packets that miss it by one bit.
 *
 * @param name what is matched
 * @param match the flow's key and mask, as text; behind {@code recirc_id(0),in_port(1)}
 * @param actions what it does
 * @param hit a frame that it matches
 * @param miss the same with one bit otherwise
 */
record TapCase(String name, String match, String actions, byte[] hit, byte[] miss) {
    private static final byte[] TO = HexFormat.of().parseHex("02000000aa01");
    private static final byte[] FROM = HexFormat.of().parseHex("02000000bb01");
    private static final int FRAME = 64;
    private static final int ETHER_TYPE = 12;
    private static final int IP = 14;

    /** Flows that the driver can hold: it drops, and tells no fragments. */
    static final List<TapCase> TAKEN = List.of(
            new TapCase("eth_type", "eth(),eth_type(0x88b5)", "drop", ethernet(0x88b5), ethernet(0x88b4)),
            new TapCase(
                    "eth.dst",
                    "eth(dst=02:00:00:00:aa:01),eth_type(0x88b5)",
                    "drop",
                    ethernet(0x88b5),
                    with(ethernet(0x88b5), 5, 0x03)),
            new TapCase(
                    "eth.src",
                    "eth(src=02:00:00:00:bb:01),eth_type(0x88b5)",
                    "drop",
                    ethernet(0x88b5),
                    with(ethernet(0x88b5), 11, 0x09)),
            new TapCase(
                    "ipv4.dst",
                    "eth(),eth_type(0x0800),ipv4(dst=10.1.0.1)",
                    "drop",
                    ipv4(),
                    with(ipv4(), IP + 19, 0x03)),
            new TapCase(
                    "ipv4.src masked",
                    "eth(),eth_type(0x0800),ipv4(src=10.2.0.0/255.255.255.0)",
                    "drop",
                    ipv4(),
                    with(ipv4(), IP + 14, 0x01)),
            new TapCase(
                    "ipv4.proto", "eth(),eth_type(0x0800),ipv4(proto=17)", "drop", ipv4(), with(ipv4(), IP + 9, 0x13)),
            new TapCase(
                    "ipv6.dst",
                    "eth(),eth_type(0x86dd),ipv6(dst=2001:db8::1)",
                    "drop",
                    ipv6(),
                    with(ipv6(), IP + 39, 0x05)),
            new TapCase(
                    "ipv6.src masked",
                    "eth(),eth_type(0x86dd),ipv6(src=2001:db8::/ffff:ffff::)",
                    "drop",
                    ipv6(),
                    with(ipv6(), IP + 11, 0xb9)));

    /** Flows that it cannot hold, whatever is asked of it. */
    static final List<TapCase> REFUSED = List.of(
            new TapCase("output", "eth(),eth_type(0x88b5)", "2", ethernet(0x88b5), ethernet(0x88b4)),
            new TapCase(
                    "set",
                    "eth(),eth_type(0x0800),ipv4(proto=17)",
                    "set(ipv4(ttl=9)),2",
                    ipv4(),
                    with(ipv4(), IP + 9, 0x13)),
            new TapCase(
                    "ipv4.frag", "eth(),eth_type(0x0800),ipv4(frag=no)", "drop", ipv4(), with(ipv4(), IP + 6, 0x20)),
            new TapCase("ipv4.ttl", "eth(),eth_type(0x0800),ipv4(ttl=64)", "drop", ipv4(), with(ipv4(), IP + 8, 0x41)),
            new TapCase("arp.op", "eth(),eth_type(0x0806),arp(op=1)", "drop", ethernet(0x0806), ethernet(0x0807)));

    /** The flow. */
    Megaflow flow() {
        try {
            OdpMatch parsed = OdpKeyText.parseMasked("recirc_id(0),in_port(1)," + match, PortNames.any());
            List<OdpAction> list = OdpActionText.parse(actions, PortNames.any());
            return Megaflow.of(parsed.key(), parsed.mask(), list);
        } catch (OdpParseException e) {
            throw new IllegalStateException(name + ": " + e.getMessage(), e);
        }
    }

    /** The Ethernet type of what it matches. */
    int etherType() {
        return ByteBuffer.wrap(hit).getShort(ETHER_TYPE) & 0xffff;
    }

    private static byte[] ethernet(int type) {
        return ByteBuffer.allocate(FRAME)
                .put(TO)
                .put(FROM)
                .putShort((short) type)
                .array();
    }

    /** UDP from 10.2.0.7 to 10.1.0.1. */
    private static byte[] ipv4() {
        byte[] frame = ethernet(0x0800);
        ByteBuffer ip = ByteBuffer.wrap(frame).position(IP);
        ip.put((byte) 0x45).put((byte) 0).putShort((short) (FRAME - IP)).putInt(0);
        ip.put((byte) 64).put((byte) 17).putShort((short) 0);
        ip.putInt(0x0a020007).putInt(0x0a010001);
        ip.putShort((short) 1000).putShort((short) 53).putShort((short) (FRAME - IP - 20));
        return frame;
    }

    /** UDP from 2001:db8::7 to 2001:db8::1. */
    private static byte[] ipv6() {
        byte[] frame = ethernet(0x86dd);
        ByteBuffer ip = ByteBuffer.wrap(frame).position(IP);
        ip.putInt(0x60000000).putShort((short) (FRAME - IP - 40)).put((byte) 17).put((byte) 64);
        ip.putLong(0x20010db8_00000000L)
                .putLong(7)
                .putLong(0x20010db8_00000000L)
                .putLong(1);
        ip.putShort((short) 1000).putShort((short) 53).putShort((short) (FRAME - IP - 40));
        return frame;
    }

    private static byte[] with(byte[] frame, int at, int value) {
        frame[at] = (byte) value;
        return frame;
    }
}
