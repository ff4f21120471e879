package io.tandem.conformance.verdict;

import io.tandem.conformance.kernel.Attributes;
import io.tandem.conformance.verdict.DatapathAbi.ActionAttr;
import io.tandem.conformance.verdict.DatapathAbi.KeyAttr;
import io.tandem.conformance.verdict.DatapathAbi.TunnelAttr;
import java.util.function.Consumer;

/** Actions: the kernel's copy of them, rule by rule. */
final class HandMadeActions {
    /** Of struct ovs_action_push_vlan and its like: a whole action in one line of digits. */
    private static final String LABEL = "00064140";

    private HandMadeActions() {}

    static void addTo(HandMadeCases cases) {
        plain(cases);
        sets(cases);
        tags(cases);
        nested(cases);
        conntrack(cases);
    }

    private static void plain(HandMadeCases cases) {
        actions(cases, "no actions", a -> {});
        actions(cases, "output to a port that does not exist", a -> a.u32(ActionAttr.OUTPUT, 99));
        actions(cases, "output to port 65535", a -> a.u32(ActionAttr.OUTPUT, 65_535));
        actions(cases, "output to port 65536", a -> a.u32(ActionAttr.OUTPUT, 65_536));
        actions(cases, "output of two bytes", a -> a.u16(ActionAttr.OUTPUT, 2));
        actions(cases, "action of type 0", a -> a.u32(0, 2));
        actions(cases, "action of an unknown type", a -> a.u32(40, 2));
        actions(cases, "bytes after the last action", a -> a.u32(ActionAttr.OUTPUT, 2)
                .raw((byte) 1, (byte) 0));
        actions(cases, "recirc", a -> a.u32(ActionAttr.RECIRC, 1));
        actions(cases, "hash", a -> a.hex(ActionAttr.HASH, "00000000 01000000"));
        actions(cases, "hash of an unknown algorithm", a -> a.hex(ActionAttr.HASH, "01000000 01000000"));
        actions(cases, "trunc to 14", a -> a.u32(ActionAttr.TRUNC, 14).u32(ActionAttr.OUTPUT, 2));
        actions(cases, "trunc to 13", a -> a.u32(ActionAttr.TRUNC, 13).u32(ActionAttr.OUTPUT, 2));
        actions(cases, "meter that does not exist", a -> a.u32(ActionAttr.METER, 77)
                .u32(ActionAttr.OUTPUT, 2));
        actions(
                cases,
                "userspace",
                a -> a.nest(ActionAttr.USERSPACE, u -> u.u32(1, 5).hex(2, "01020304 05060708")));
        actions(cases, "userspace with pid 0", a -> a.nest(ActionAttr.USERSPACE, u -> u.u32(1, 0)));
        actions(cases, "userspace without pid", a -> a.nest(ActionAttr.USERSPACE, u -> u.hex(2, "01020304")));
        actions(cases, "userspace with a pid of two bytes", a -> a.nest(ActionAttr.USERSPACE, u -> u.u16(1, 5)));
        actions(cases, "40,000 bytes of outputs", a -> repeat(5000, () -> a.u32(ActionAttr.OUTPUT, 2)));
    }

    private static void sets(HandMadeCases cases) {
        actions(cases, "set ethernet", a -> a.nest(ActionAttr.SET, s -> s.hex(KeyAttr.ETHERNET, KeyBytes.MACS)));
        actions(cases, "set udp", a -> a.nest(ActionAttr.SET, s -> s.hex(KeyAttr.UDP, "0001 0002")));
        actions(cases, "set tcp of a udp packet", a -> a.nest(ActionAttr.SET, s -> s.hex(KeyAttr.TCP, "0001 0002")));
        actions(cases, "set ipv4", a -> a.nest(ActionAttr.SET, s -> s.hex(KeyAttr.IPV4, KeyBytes.ipv4Bytes(17, 0))));
        actions(
                cases,
                "set ipv4 of another protocol",
                a -> a.nest(ActionAttr.SET, s -> s.hex(KeyAttr.IPV4, KeyBytes.ipv4Bytes(6, 0))));
        actions(
                cases,
                "set ipv6 of an ipv4 packet",
                a -> a.nest(ActionAttr.SET, s -> s.hex(KeyAttr.IPV6, KeyBytes.ADDRESSES6 + "11004000")));
        actions(cases, "set in_port", a -> a.nest(ActionAttr.SET, s -> s.u32(KeyAttr.IN_PORT, 2)));
        actions(cases, "set ethernet type", a -> a.nest(ActionAttr.SET, s -> s.be16(KeyAttr.ETHERTYPE, KeyBytes.IP)));
        actions(cases, "set mark", a -> a.nest(ActionAttr.SET, s -> s.u32(KeyAttr.SKB_MARK, 1)));
        actions(cases, "set priority", a -> a.nest(ActionAttr.SET, s -> s.u32(KeyAttr.PRIORITY, 1)));
        actions(cases, "set nothing", a -> a.nest(ActionAttr.SET, s -> {}));
        actions(
                cases,
                "set two fields",
                a -> a.nest(ActionAttr.SET, s -> s.u32(KeyAttr.SKB_MARK, 1).u32(KeyAttr.PRIORITY, 1)));
        actions(cases, "set tunnel", a -> a.nest(ActionAttr.SET, s -> s.nest(KeyAttr.TUNNEL, KeyBytes::geneve)));
        actions(
                cases,
                "set tunnel without ttl",
                a -> a.nest(ActionAttr.SET, s -> s.nest(KeyAttr.TUNNEL, t -> t.be32(TunnelAttr.IPV4_DST, 0xac100002))));
        actions(
                cases,
                "set tunnel with an option that is too long",
                a -> a.nest(
                        ActionAttr.SET,
                        s -> s.nest(KeyAttr.TUNNEL, t -> {
                            KeyBytes.tunnelOnly(t);
                            t.hex(TunnelAttr.GENEVE_OPTS, "0102 03 02 deadbeef");
                        })));
        actions(
                cases,
                "set masked udp",
                a -> a.nest(ActionAttr.SET_MASKED, s -> s.hex(KeyAttr.UDP, "0001 0000 ffff 0000")));
        actions(
                cases,
                "set masked with bits outside of the mask",
                a -> a.nest(ActionAttr.SET_MASKED, s -> s.hex(KeyAttr.UDP, "0001 0002 ffff 0000")));
        actions(
                cases,
                "set masked ipv4 protocol",
                a -> a.nest(
                        ActionAttr.SET_MASKED,
                        s -> s.hex(KeyAttr.IPV4, "00".repeat(8) + "11000000" + "00".repeat(8) + "ff000000")));
        actions(
                cases,
                "set masked ipv4 ttl",
                a -> a.nest(
                        ActionAttr.SET_MASKED,
                        s -> s.hex(KeyAttr.IPV4, "00".repeat(8) + "00004000" + "00".repeat(8) + "0000ff00")));
        actions(
                cases,
                "set masked tunnel",
                a -> a.nest(ActionAttr.SET_MASKED, s -> s.nest(KeyAttr.TUNNEL, KeyBytes::tunnelOnly)));
        cases.actions(
                "set mpls", KeyBytes.mpls(), new Attributes().nest(ActionAttr.SET, s -> s.hex(KeyAttr.MPLS, LABEL)));
    }

    private static void tags(HandMadeCases cases) {
        actions(cases, "push vlan", a -> a.hex(ActionAttr.PUSH_VLAN, "8100 1005"));
        actions(cases, "push vlan twice", a -> a.hex(ActionAttr.PUSH_VLAN, "8100 1005")
                .hex(ActionAttr.PUSH_VLAN, "88a8 1006"));
        actions(cases, "push vlan without present bit", a -> a.hex(ActionAttr.PUSH_VLAN, "8100 0005"));
        actions(cases, "push vlan of another type", a -> a.hex(ActionAttr.PUSH_VLAN, "9100 1005"));
        actions(cases, "pop vlan of an untagged packet", a -> a.flag(ActionAttr.POP_VLAN));
        actions(cases, "push mpls", a -> a.hex(ActionAttr.PUSH_MPLS, LABEL + "8847 0000"));
        actions(cases, "push mpls of another type", a -> a.hex(ActionAttr.PUSH_MPLS, LABEL + "0800 0000"));
        actions(cases, "push mpls onto a tag", a -> a.hex(ActionAttr.PUSH_VLAN, "8100 1005")
                .hex(ActionAttr.PUSH_MPLS, LABEL + "8847 0000"));
        actions(cases, "pop mpls of an ip packet", a -> a.be16(ActionAttr.POP_MPLS, KeyBytes.IP));
        actions(cases, "push and pop mpls", a -> a.hex(ActionAttr.PUSH_MPLS, LABEL + "8847 0000")
                .be16(ActionAttr.POP_MPLS, KeyBytes.IP));
        actions(cases, "set udp after pop mpls", a -> a.hex(ActionAttr.PUSH_MPLS, LABEL + "8847 0000")
                .be16(ActionAttr.POP_MPLS, KeyBytes.IP)
                .nest(ActionAttr.SET, s -> s.hex(KeyAttr.UDP, "0001 0002")));
        actions(cases, "add mpls before ethernet", a -> a.hex(ActionAttr.ADD_MPLS, LABEL + "8847 0000"));
        actions(cases, "add mpls after ethernet", a -> a.hex(ActionAttr.ADD_MPLS, LABEL + "8847 0100"));
        actions(cases, "push ethernet onto ethernet", a -> a.hex(ActionAttr.PUSH_ETH, KeyBytes.MACS));
        actions(cases, "pop ethernet", a -> a.flag(ActionAttr.POP_ETH));
        actions(cases, "pop and push ethernet", a -> a.flag(ActionAttr.POP_ETH)
                .hex(ActionAttr.PUSH_ETH, KeyBytes.MACS));
        actions(cases, "pop ethernet of a tagged packet", a -> a.hex(ActionAttr.PUSH_VLAN, "8100 1005")
                .flag(ActionAttr.POP_ETH));
        actions(cases, "push nsh", a -> a.nest(ActionAttr.PUSH_NSH, n -> n.nest(KeyAttr.NSH, KeyBytes::nshMd1)));
        actions(cases, "pop nsh of an ip packet", a -> a.flag(ActionAttr.POP_NSH));
        cases.actions("pop nsh", KeyBytes.nsh(), new Attributes().flag(ActionAttr.POP_NSH));
    }

    private static void nested(HandMadeCases cases) {
        actions(cases, "sample", a -> sample(a, inner -> inner.u32(ActionAttr.OUTPUT, 2)));
        actions(
                cases,
                "sample without probability",
                a -> a.nest(ActionAttr.SAMPLE, s -> s.nest(2, i -> i.u32(ActionAttr.OUTPUT, 2))));
        actions(cases, "sample without actions", a -> a.nest(ActionAttr.SAMPLE, s -> s.u32(1, -1)));
        actions(cases, "sample in itself, 16 deep", a -> deepSample(a, 16));
        actions(cases, "sample in itself, 17 deep", a -> deepSample(a, 17));
        actions(cases, "clone", a -> a.nest(ActionAttr.CLONE, c -> c.u32(ActionAttr.OUTPUT, 2))
                .u32(ActionAttr.OUTPUT, 3));
        actions(cases, "clone of a bad action", a -> a.nest(ActionAttr.CLONE, c -> c.u32(ActionAttr.TRUNC, 1)));
        actions(
                cases,
                "check length",
                a -> a.nest(ActionAttr.CHECK_PKT_LEN, c -> c.u16(1, 1500)
                        .nest(2, i -> i.u32(ActionAttr.OUTPUT, 2))
                        .nest(3, i -> i.u32(ActionAttr.OUTPUT, 3))));
        actions(
                cases,
                "check length of zero",
                a -> a.nest(ActionAttr.CHECK_PKT_LEN, c -> c.u16(1, 0)
                        .nest(2, i -> i.u32(ActionAttr.OUTPUT, 2))
                        .nest(3, i -> i.u32(ActionAttr.OUTPUT, 3))));
        actions(
                cases,
                "check length with one branch",
                a -> a.nest(ActionAttr.CHECK_PKT_LEN, c -> c.u16(1, 1500).nest(2, i -> i.u32(ActionAttr.OUTPUT, 2))));
        actions(
                cases,
                "check length of four bytes",
                a -> a.nest(ActionAttr.CHECK_PKT_LEN, c -> c.u32(1, 1500)
                        .nest(2, i -> i.u32(ActionAttr.OUTPUT, 2))
                        .nest(3, i -> i.u32(ActionAttr.OUTPUT, 3))));
        actions(
                cases,
                "clone that grows beyond 65535 bytes",
                a -> a.nest(
                        ActionAttr.CLONE,
                        c -> repeat(
                                2500,
                                () -> c.nest(
                                        ActionAttr.SET, set -> set.hex(KeyAttr.IPV4, KeyBytes.ipv4Bytes(17, 0))))));
        actions(cases, "dec ttl", a -> a.nest(ActionAttr.DEC_TTL, d -> d.nest(1, i -> i.u32(ActionAttr.OUTPUT, 2))));
        actions(cases, "dec ttl without actions", a -> a.nest(ActionAttr.DEC_TTL, d -> {}));
    }

    private static void conntrack(HandMadeCases cases) {
        actions(cases, "ct", a -> a.nest(ActionAttr.CT, c -> {}));
        actions(
                cases,
                "ct commit in a zone",
                a -> a.nest(ActionAttr.CT, c -> c.flag(1).u16(2, 5)));
        actions(cases, "ct mark without commit", a -> a.nest(ActionAttr.CT, c -> c.hex(3, "01000000 ffffffff")));
        actions(
                cases,
                "ct mark with commit",
                a -> a.nest(ActionAttr.CT, c -> c.flag(1).hex(3, "01000000 ffffffff")));
        actions(
                cases,
                "ct helper of the protocol",
                a -> a.nest(ActionAttr.CT, c -> c.flag(1).text(5, "tftp")));
        actions(
                cases,
                "ct helper of another protocol",
                a -> a.nest(ActionAttr.CT, c -> c.flag(1).text(5, "ftp")));
        actions(
                cases,
                "ct helper that does not exist",
                a -> a.nest(ActionAttr.CT, c -> c.flag(1).text(5, "telepathy")));
        actions(
                cases,
                "ct nat of the source",
                a -> a.nest(ActionAttr.CT, c -> c.flag(1).nest(6, n -> n.flag(1).be32(3, 0x0a000009))));
        actions(
                cases,
                "ct nat of both",
                a -> a.nest(ActionAttr.CT, c -> c.flag(1).nest(6, n -> n.flag(1).flag(2))));
        actions(
                cases,
                "ct nat of the source without commit",
                a -> a.nest(ActionAttr.CT, c -> c.nest(6, n -> n.flag(1).be32(3, 0x0a000009))));
        actions(cases, "ct clear", a -> a.flag(ActionAttr.CT_CLEAR));
        cases.actions("ct of an arp packet", KeyBytes.arp(), new Attributes().nest(ActionAttr.CT, c -> {}));
    }

    private static void actions(HandMadeCases cases, String name, Consumer<Attributes> write) {
        Attributes actions = new Attributes();
        write.accept(actions);
        cases.actions(name, KeyBytes.udp(), actions);
    }

    private static void sample(Attributes actions, Consumer<Attributes> inner) {
        actions.nest(ActionAttr.SAMPLE, s -> s.u32(1, -1).nest(2, inner));
    }

    private static void deepSample(Attributes actions, int depth) {
        sample(actions, inner -> {
            if (depth > 1) {
                deepSample(inner, depth - 1);
            } else {
                inner.u32(ActionAttr.OUTPUT, 2);
            }
        });
    }

    private static void repeat(int times, Runnable what) {
        for (int i = 0; i < times; i++) {
            what.run();
        }
    }
}
