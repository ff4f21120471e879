package io.tandem.conformance.verdict;

import io.tandem.conformance.kernel.Attributes;
import io.tandem.conformance.verdict.DatapathAbi.KeyAttr;
import java.util.function.Consumer;

/** Keys that the kernel takes, to be varied. Each call makes a fresh one, which can be added to. */
final class KeyBytes {
    static final int IP = 0x0800;
    static final int ARP = 0x0806;
    static final int IPV6 = 0x86dd;
    static final int VLAN = 0x8100;
    static final int QINQ = 0x88a8;
    static final int MPLS = 0x8847;
    static final int NSH = 0x894f;

    static final String MACS = "020000000001 020000000002";
    /** struct ovs_key_arp: sip, tip, op, sha, tha, and two bytes of padding at its end. */
    static final String ARP_REQUEST = "0a000001 0a000002 0001 020000000001 000000000000 0000";
    /** Source 2001:db8::1, destination 2001:db8::2, label 0; protocol, class, hop limit and fragment follow. */
    static final String ADDRESSES6 = "20010db8000000000000000000000001 20010db8000000000000000000000002 00000000";

    private KeyBytes() {}

    /** Port 1 and addresses, without a type. */
    static Attributes port() {
        return new Attributes().u32(KeyAttr.IN_PORT, 1).hex(KeyAttr.ETHERNET, MACS);
    }

    static Attributes ethernet(int type) {
        return port().be16(KeyAttr.ETHERTYPE, type);
    }

    /** 10.0.0.1 to 10.0.0.2, ttl 64; {@code fragment} is an enum ovs_frag_type. */
    static Attributes ipv4(int protocol, int fragment) {
        return ethernet(IP).hex(KeyAttr.IPV4, ipv4Bytes(protocol, fragment));
    }

    static String ipv4Bytes(int protocol, int fragment) {
        return String.format("0a000001 0a000002 %02x 00 40 %02x", protocol, fragment);
    }

    static Attributes tcp() {
        return ipv4(6, 0).hex(KeyAttr.TCP, "03e8 0050").be16(KeyAttr.TCP_FLAGS, 0x12);
    }

    static Attributes udp() {
        return ipv4(17, 0).hex(KeyAttr.UDP, "03e8 0035");
    }

    static Attributes arp() {
        return ethernet(ARP).hex(KeyAttr.ARP, ARP_REQUEST);
    }

    static Attributes ipv6(int protocol, int fragment) {
        return ethernet(IPV6).hex(KeyAttr.IPV6, ADDRESSES6 + String.format("%02x 00 40 %02x", protocol, fragment));
    }

    /** A neighbour solicitation. */
    static Attributes nd() {
        return ipv6(58, 0)
                .hex(KeyAttr.ICMPV6, "87 00")
                .hex(KeyAttr.ND, "20010db8000000000000000000000003 020000000001" + "00".repeat(6));
    }

    static Attributes mpls() {
        return ethernet(MPLS).hex(KeyAttr.MPLS, "00064140");
    }

    /** One tag with what is in it. */
    static Attributes vlan(int type, int tci, Consumer<Attributes> encapsulated) {
        return ethernet(type).be16(KeyAttr.VLAN, tci).nest(KeyAttr.ENCAP, encapsulated);
    }

    static void udpAlone(Attributes key) {
        key.be16(KeyAttr.ETHERTYPE, IP).hex(KeyAttr.IPV4, ipv4Bytes(17, 0)).hex(KeyAttr.UDP, "03e8 0035");
    }

    static Attributes nsh() {
        return ethernet(NSH).nest(KeyAttr.NSH, KeyBytes::nshMd1);
    }

    /** struct ovs_nsh_key_base and _md1: flags 0, ttl 63, mdtype 1, next protocol 3 (Ethernet), path 1, index 255. */
    static void nshMd1(Attributes header) {
        header.hex(1, "00 3f 01 03 000001ff").hex(2, "00000001 00000002 00000003 00000004");
    }

    /** A Geneve tunnel with one option of four bytes. */
    static void geneve(Attributes tunnel) {
        tunnelOnly(tunnel);
        tunnel.hex(DatapathAbi.TunnelAttr.GENEVE_OPTS, "0102 03 01 deadbeef");
    }

    static void tunnelOnly(Attributes tunnel) {
        tunnel.be64(DatapathAbi.TunnelAttr.ID, 0x2a)
                .be32(DatapathAbi.TunnelAttr.IPV4_SRC, 0xac100001)
                .be32(DatapathAbi.TunnelAttr.IPV4_DST, 0xac100002)
                .u8(DatapathAbi.TunnelAttr.TOS, 0)
                .u8(DatapathAbi.TunnelAttr.TTL, 64);
    }

    /** A tunnel, then a UDP packet from it. */
    static Attributes tunnelled(Consumer<Attributes> tunnel) {
        Attributes key = new Attributes()
                .nest(KeyAttr.TUNNEL, tunnel)
                .u32(KeyAttr.IN_PORT, 1)
                .hex(KeyAttr.ETHERNET, MACS);
        udpAlone(key);
        return key;
    }
}
