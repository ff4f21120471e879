package io.tandem.conformance.verdict;

import io.tandem.conformance.kernel.Attributes;
import io.tandem.conformance.verdict.DatapathAbi.KeyAttr;

/** Masks: which the kernel takes with which keys. */
final class HandMadeMasks {
    private static final String ALL_IPV4 = "ff".repeat(12);

    private HandMadeMasks() {}

    static void addTo(HandMadeCases cases) {
        cases.masked("everything wild", KeyBytes.udp(), new Attributes());
        cases.masked("in_port alone", KeyBytes.udp(), new Attributes().u32(KeyAttr.IN_PORT, -1));
        cases.masked("in_port in part", KeyBytes.udp(), new Attributes().u32(KeyAttr.IN_PORT, 0xff));
        cases.masked("type and addresses", KeyBytes.udp(), exactType().hex(KeyAttr.IPV4, ALL_IPV4));
        cases.masked("addresses without a type", KeyBytes.udp(), new Attributes().hex(KeyAttr.IPV4, ALL_IPV4));
        cases.masked(
                "addresses with half a type",
                KeyBytes.udp(),
                new Attributes().be16(KeyAttr.ETHERTYPE, 0xff00).hex(KeyAttr.IPV4, ALL_IPV4));
        cases.masked(
                "ports with the protocol",
                KeyBytes.udp(),
                exactType().hex(KeyAttr.IPV4, "00000000 00000000 ff 00 00 00").hex(KeyAttr.UDP, "ffff 0000"));
        cases.masked(
                "ports without the protocol",
                KeyBytes.udp(),
                exactType().hex(KeyAttr.IPV4, "00000000 00000000 00 00 00 00").hex(KeyAttr.UDP, "ffff 0000"));
        cases.masked(
                "ports of another protocol",
                KeyBytes.udp(),
                exactType().hex(KeyAttr.IPV4, "00000000 00000000 ff 00 00 00").hex(KeyAttr.TCP, "ffff 0000"));
        cases.masked(
                "nd with the icmp type",
                KeyBytes.nd(),
                exactType()
                        .hex(KeyAttr.IPV6, "00".repeat(36) + "ff000000")
                        .hex(KeyAttr.ICMPV6, "ff 00")
                        .hex(KeyAttr.ND, "ff".repeat(28)));
        cases.masked(
                "nd without the icmp type",
                KeyBytes.nd(),
                exactType()
                        .hex(KeyAttr.IPV6, "00".repeat(36) + "ff000000")
                        .hex(KeyAttr.ICMPV6, "00 00")
                        .hex(KeyAttr.ND, "ff".repeat(28)));
        cases.masked(
                "ipv6 label of 21 bits in the mask",
                KeyBytes.nd(),
                exactType().hex(KeyAttr.IPV6, "00".repeat(32) + "001fffff ff000000"));
        cases.masked("type that the key lacks", KeyBytes.port(), new Attributes().be16(KeyAttr.ETHERTYPE, 0xffff));
        cases.masked(
                "type in part, key without type", KeyBytes.port(), new Attributes().be16(KeyAttr.ETHERTYPE, 0xff00));
        cases.masked("attribute twice in the mask", KeyBytes.udp(), exactType().be16(KeyAttr.ETHERTYPE, 0xffff));
        cases.masked("mark that the key lacks", KeyBytes.udp(), new Attributes().u32(KeyAttr.SKB_MARK, -1));
        cases.masked("mark of zero bits that the key lacks", KeyBytes.udp(), new Attributes().u32(KeyAttr.SKB_MARK, 0));
        cases.masked(
                "bits of the key outside of the mask",
                KeyBytes.udp(),
                exactType().hex(KeyAttr.IPV4, "ffffff00 00000000 00 00 00 00"));
        vlans(cases);
        cases.masked(
                "tunnel in part",
                KeyBytes.tunnelled(KeyBytes::geneve),
                new Attributes().nest(KeyAttr.TUNNEL, t -> t.be64(DatapathAbi.TunnelAttr.ID, 0xff)
                        .be32(DatapathAbi.TunnelAttr.IPV4_DST, -256)));
        cases.masked(
                "geneve options shorter in the mask",
                KeyBytes.tunnelled(KeyBytes::geneve),
                new Attributes().nest(KeyAttr.TUNNEL, t -> t.hex(DatapathAbi.TunnelAttr.GENEVE_OPTS, "ffffffff")));
        cases.masked(
                "geneve options that the key lacks",
                KeyBytes.tunnelled(KeyBytes::tunnelOnly),
                new Attributes().nest(KeyAttr.TUNNEL, t -> t.hex(DatapathAbi.TunnelAttr.GENEVE_OPTS, "ff".repeat(8))));
    }

    private static void vlans(HandMadeCases cases) {
        Attributes key = KeyBytes.vlan(KeyBytes.VLAN, 0x1005, KeyBytes::udpAlone);
        cases.masked("tag exact", key, vlan(0xffff));
        cases.masked("tag's number and presence", key, vlan(0x1fff));
        cases.masked("tag without presence in the mask", key, vlan(0x0fff));
        cases.masked(
                "tag exact, its type in part",
                key,
                new Attributes()
                        .be16(KeyAttr.ETHERTYPE, 0xff00)
                        .be16(KeyAttr.VLAN, 0xffff)
                        .nest(KeyAttr.ENCAP, inner -> inner.be16(KeyAttr.ETHERTYPE, 0xffff)));
        cases.masked(
                "encap without tag in the mask",
                key,
                exactType().nest(KeyAttr.ENCAP, inner -> inner.be16(KeyAttr.ETHERTYPE, 0xffff)));
        cases.masked("encap in the mask alone", KeyBytes.udp(), vlan(0xffff));
        cases.masked(
                "type in encap in part",
                key,
                exactType()
                        .be16(KeyAttr.VLAN, 0xffff)
                        .nest(KeyAttr.ENCAP, inner -> inner.be16(KeyAttr.ETHERTYPE, 0x0f00)));
    }

    private static Attributes vlan(int tci) {
        return exactType().be16(KeyAttr.VLAN, tci).nest(KeyAttr.ENCAP, inner -> inner.be16(KeyAttr.ETHERTYPE, 0xffff));
    }

    private static Attributes exactType() {
        return new Attributes().be16(KeyAttr.ETHERTYPE, 0xffff);
    }
}
