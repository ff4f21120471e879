package io.tandem.conformance.verdict;

import io.tandem.conformance.kernel.Attributes;
import io.tandem.conformance.verdict.DatapathAbi.KeyAttr;
import io.tandem.conformance.verdict.DatapathAbi.TunnelAttr;

/** Keys without masks: what the kernel takes, and one way to break each rule of its parser. */
final class HandMadeKeys {
    private HandMadeKeys() {}

    static void addTo(HandMadeCases cases) {
        taken(cases);
        broken(cases);
        vlans(cases);
        tunnels(cases);
    }

    private static void taken(HandMadeCases cases) {
        cases.key("arp request", KeyBytes.arp());
        cases.key("ipv4 of no known protocol", KeyBytes.ipv4(0, 0));
        cases.key("ipv4 tcp", KeyBytes.tcp());
        cases.key("ipv4 udp", KeyBytes.udp());
        cases.key("ipv4 sctp", KeyBytes.ipv4(132, 0).hex(KeyAttr.SCTP, "03e8 0b59"));
        cases.key("ipv4 icmp", KeyBytes.ipv4(1, 0).hex(KeyAttr.ICMP, "08 00"));
        cases.key("ipv4 later fragment needs no ports", KeyBytes.ipv4(17, 2));
        cases.key("ipv6 udp", KeyBytes.ipv6(17, 0).hex(KeyAttr.UDP, "03e8 0035"));
        cases.key("ipv6 neighbour solicitation", KeyBytes.nd());
        cases.key("mpls", KeyBytes.mpls());
        cases.key("mpls of two labels", KeyBytes.ethernet(KeyBytes.MPLS).hex(KeyAttr.MPLS, "00064040 000c8140"));
        cases.key(
                "mpls of three labels",
                KeyBytes.ethernet(KeyBytes.MPLS).hex(KeyAttr.MPLS, "00064040 000c8040 0012c140"));
        cases.key("nsh", KeyBytes.nsh());
        cases.key("ethernet without a type is 802.2", KeyBytes.port());
        cases.key("unknown ethernet type", KeyBytes.ethernet(0x88b5));
        cases.key(
                "packet without ethernet",
                new Attributes()
                        .u32(KeyAttr.IN_PORT, 1)
                        .be16(KeyAttr.ETHERTYPE, KeyBytes.IP)
                        .hex(KeyAttr.IPV4, KeyBytes.ipv4Bytes(0, 0)));
        cases.key(
                "metadata of all kinds",
                KeyBytes.udp()
                        .u32(KeyAttr.PRIORITY, 7)
                        .u32(KeyAttr.SKB_MARK, 0x1234)
                        .u32(KeyAttr.DP_HASH, 0x55aa)
                        .u32(KeyAttr.RECIRC_ID, 3));
        cases.key(
                "conntrack of all kinds",
                KeyBytes.udp()
                        .u32(KeyAttr.CT_STATE, 0x21)
                        .u16(KeyAttr.CT_ZONE, 5)
                        .u32(KeyAttr.CT_MARK, 9)
                        .hex(KeyAttr.CT_LABELS, "00112233445566778899aabbccddeeff")
                        .hex(KeyAttr.CT_TUPLE4, "0a000001 0a000002 03e8 0035 11 000000"));
    }

    private static void broken(HandMadeCases cases) {
        cases.key("empty key", new Attributes());
        cases.key("arp without its attribute", KeyBytes.ethernet(KeyBytes.ARP));
        cases.key("ipv4 without its attribute", KeyBytes.ethernet(KeyBytes.IP));
        cases.key("tcp without flags", KeyBytes.ipv4(6, 0).hex(KeyAttr.TCP, "03e8 0050"));
        cases.key("udp without ports", KeyBytes.ipv4(17, 0));
        cases.key("first fragment without ports", KeyBytes.ipv4(17, 1));
        cases.key("solicitation without nd", KeyBytes.ipv6(58, 0).hex(KeyAttr.ICMPV6, "87 00"));
        cases.key("mpls without labels", KeyBytes.ethernet(KeyBytes.MPLS));
        cases.key(
                "mpls of four labels",
                KeyBytes.ethernet(KeyBytes.MPLS).hex(KeyAttr.MPLS, "00064040 000c8040 0012c040 00190140"));
        cases.key("mpls of six bytes", KeyBytes.ethernet(KeyBytes.MPLS).hex(KeyAttr.MPLS, "00064040 000c"));
        cases.key("in_port twice", KeyBytes.arp().u32(KeyAttr.IN_PORT, 1));
        cases.key(
                "in_port that does not exist",
                new Attributes()
                        .u32(KeyAttr.IN_PORT, 0xfffe)
                        .hex(KeyAttr.ETHERNET, KeyBytes.MACS)
                        .be16(KeyAttr.ETHERTYPE, 0x88b5));
        cases.key(
                "in_port beyond 65535",
                new Attributes()
                        .u32(KeyAttr.IN_PORT, 0x10000)
                        .hex(KeyAttr.ETHERNET, KeyBytes.MACS)
                        .be16(KeyAttr.ETHERTYPE, 0x88b5));
        cases.key(
                "in_port of two bytes", new Attributes().u16(KeyAttr.IN_PORT, 1).hex(KeyAttr.ETHERNET, KeyBytes.MACS));
        cases.key(
                "no in_port",
                new Attributes().hex(KeyAttr.ETHERNET, KeyBytes.MACS).be16(KeyAttr.ETHERTYPE, 0x88b5));
        cases.key("ipv4 too short", KeyBytes.ethernet(KeyBytes.IP).hex(KeyAttr.IPV4, "0a000001 0a000002 00 00 40"));
        cases.key("ipv4 fragment type 3", KeyBytes.ipv4(0, 3));
        cases.key(
                "ipv6 label of 21 bits",
                KeyBytes.ethernet(KeyBytes.IPV6)
                        .hex(KeyAttr.IPV6, KeyBytes.ADDRESSES6.substring(0, 65) + " 00100000 00 00 40 00"));
        cases.key(
                "arp operation beyond 255",
                KeyBytes.ethernet(KeyBytes.ARP).hex(KeyAttr.ARP, KeyBytes.ARP_REQUEST.replace(" 0001 ", " 0100 ")));
        cases.key(
                "arp without the padding of its struct",
                KeyBytes.ethernet(KeyBytes.ARP)
                        .hex(KeyAttr.ARP, KeyBytes.ARP_REQUEST.substring(0, KeyBytes.ARP_REQUEST.length() - 4)));
        cases.key("attribute of an unknown type", KeyBytes.arp().u32(60, 1));
        cases.key("ethernet type below 0x600", KeyBytes.ethernet(0x05ff));
        cases.key("ct_state with unknown bits", KeyBytes.udp().u32(KeyAttr.CT_STATE, 0x100));
        cases.key(
                "nsh without base", KeyBytes.ethernet(KeyBytes.NSH).nest(KeyAttr.NSH, h -> h.hex(2, "00".repeat(16))));
        cases.key("attribute longer than the key", KeyBytes.arp().raw((byte) 40, (byte) 0, (byte) 15, (byte) 0));
        cases.key("tcp attribute with a udp packet", KeyBytes.udp().hex(KeyAttr.TCP, "03e8 0050"));
        cases.key(
                "no ethernet, but a tag",
                new Attributes()
                        .u32(KeyAttr.IN_PORT, 1)
                        .be16(KeyAttr.ETHERTYPE, KeyBytes.VLAN)
                        .be16(KeyAttr.VLAN, 0x1005)
                        .nest(KeyAttr.ENCAP, KeyBytes::udpAlone));
    }

    private static void vlans(HandMadeCases cases) {
        cases.key("vlan", KeyBytes.vlan(KeyBytes.VLAN, 0x1005, KeyBytes::udpAlone));
        cases.key("qinq", KeyBytes.vlan(KeyBytes.QINQ, 0x1005, inner -> inner.be16(KeyAttr.ETHERTYPE, KeyBytes.VLAN)
                .be16(KeyAttr.VLAN, 0x3006)
                .nest(KeyAttr.ENCAP, KeyBytes::udpAlone)));
        cases.key("vlan without present bit", KeyBytes.vlan(KeyBytes.VLAN, 0x0005, KeyBytes::udpAlone));
        cases.key("vlan of zero with nothing in it", KeyBytes.vlan(KeyBytes.VLAN, 0, inner -> {}));
        cases.key("vlan type without tag", KeyBytes.ethernet(KeyBytes.VLAN));
        cases.key("vlan without encap", KeyBytes.ethernet(KeyBytes.VLAN).be16(KeyAttr.VLAN, 0x1005));
        cases.key("encap without vlan", KeyBytes.ethernet(KeyBytes.VLAN).nest(KeyAttr.ENCAP, KeyBytes::udpAlone));
        cases.key("tag with an ip type", KeyBytes.vlan(KeyBytes.IP, 0x1005, KeyBytes::udpAlone));
        cases.key("in_port inside of encap", KeyBytes.vlan(KeyBytes.VLAN, 0x1005, inner -> {
            inner.u32(KeyAttr.IN_PORT, 1);
            KeyBytes.udpAlone(inner);
        }));
        cases.key("three tags", KeyBytes.vlan(KeyBytes.VLAN, 0x1005, one -> one.be16(KeyAttr.ETHERTYPE, KeyBytes.VLAN)
                .be16(KeyAttr.VLAN, 0x1006)
                .nest(KeyAttr.ENCAP, two -> two.be16(KeyAttr.ETHERTYPE, KeyBytes.VLAN)
                        .be16(KeyAttr.VLAN, 0x1007)
                        .nest(KeyAttr.ENCAP, KeyBytes::udpAlone))));
    }

    private static void tunnels(HandMadeCases cases) {
        cases.key("tunnel", KeyBytes.tunnelled(KeyBytes::tunnelOnly));
        cases.key("tunnel with geneve option", KeyBytes.tunnelled(KeyBytes::geneve));
        cases.key("tunnel with vxlan gbp", KeyBytes.tunnelled(t -> {
            KeyBytes.tunnelOnly(t);
            t.nest(TunnelAttr.VXLAN_OPTS, gbp -> gbp.u32(1, 0x42));
        }));
        cases.key("tunnel over ipv6", KeyBytes.tunnelled(t -> t.hex(
                        TunnelAttr.IPV6_SRC, "20010db8" + "00".repeat(11) + "01")
                .hex(TunnelAttr.IPV6_DST, "20010db8" + "00".repeat(11) + "02")
                .u8(TunnelAttr.TTL, 64)));
        cases.key("tunnel without ttl", KeyBytes.tunnelled(t -> t.be32(TunnelAttr.IPV4_DST, 0xac100002)));
        cases.key("tunnel without destination", KeyBytes.tunnelled(t -> t.u8(TunnelAttr.TTL, 64)));
        cases.key("tunnel of both families", KeyBytes.tunnelled(t -> {
            KeyBytes.tunnelOnly(t);
            t.hex(TunnelAttr.IPV6_DST, "20010db8" + "00".repeat(11) + "02");
        }));
        cases.key("tunnel id twice", KeyBytes.tunnelled(t -> {
            KeyBytes.tunnelOnly(t);
            t.be64(TunnelAttr.ID, 1);
        }));
        cases.key("tunnel id of four bytes", KeyBytes.tunnelled(t -> t.be32(TunnelAttr.ID, 1)
                .be32(TunnelAttr.IPV4_DST, 0xac100002)
                .u8(TunnelAttr.TTL, 64)));
        cases.key("geneve options of six bytes", KeyBytes.tunnelled(t -> {
            KeyBytes.tunnelOnly(t);
            t.hex(TunnelAttr.GENEVE_OPTS, "010203010000");
        }));
        cases.key("geneve options of 256 bytes", KeyBytes.tunnelled(t -> {
            KeyBytes.tunnelOnly(t);
            t.hex(TunnelAttr.GENEVE_OPTS, "00".repeat(256));
        }));
        cases.key("geneve and vxlan options", KeyBytes.tunnelled(t -> {
            KeyBytes.geneve(t);
            t.nest(TunnelAttr.VXLAN_OPTS, gbp -> gbp.u32(1, 0x42));
        }));
        cases.key("tunnel with checksum and port", KeyBytes.tunnelled(t -> {
            KeyBytes.tunnelOnly(t);
            t.flag(TunnelAttr.CSUM).be16(TunnelAttr.TP_DST, 6081);
        }));
    }
}
