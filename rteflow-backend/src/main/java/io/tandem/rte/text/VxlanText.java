package io.tandem.rte.text;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.VxlanHeader;
import java.util.Optional;
import java.util.OptionalInt;

/** The header of vxlan_encap, which testpmd is told by {@code set vxlan}. Source: DPDK, app/test-pmd/cmdline.c. */
final class VxlanText {
    private static final int VNI_BITS = 24;

    /** The command, or nothing where testpmd has none for the header. */
    static Optional<String> print(VxlanHeader header) {
        if (header.vlanTci().isPresent() && header.marks().isPresent()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder("set vxlan");
        text.append(header.vlanTci().isPresent() ? "-with-vlan" : "");
        text.append(header.marks().isPresent() ? "-tos-ttl" : "");
        text.append(" ip-version ").append(header.isIpv4() ? "ipv4" : "ipv6");
        text.append(" vni ").append(header.vni());
        text.append(" udp-src ").append(header.udpSource());
        text.append(" udp-dst ").append(header.udpDestination());
        header.marks().ifPresent(marks -> text.append(" ip-tos ")
                .append(marks.tos())
                .append(" ip-ttl ")
                .append(marks.ttl()));
        text.append(" ip-src ").append(ValueText.ip(header.source()));
        text.append(" ip-dst ").append(ValueText.ip(header.destination()));
        header.vlanTci().ifPresent(tci -> text.append(" vlan-tci ").append(tci));
        text.append(" eth-src ").append(ValueText.mac(header.ethernetSource()));
        text.append(" eth-dst ").append(ValueText.mac(header.ethernetDestination()));
        return Optional.of(text.toString());
    }

    /**
     * Reads what is behind the command's name.
     *
     * @param name {@code vxlan}, {@code vxlan-with-vlan} or {@code vxlan-tos-ttl}
     */
    static VxlanHeader parse(String name, Words words) throws RteParseException {
        words.require("ip-version");
        boolean four = words.take("ipv4");
        if (!four) {
            words.require("ipv6");
        }
        words.require("vni");
        int vni = (int) words.number(VNI_BITS);
        words.require("udp-src");
        int udpSource = (int) words.number(Short.SIZE);
        words.require("udp-dst");
        int udpDestination = (int) words.number(Short.SIZE);
        Optional<VxlanHeader.Marks> marks = Optional.empty();
        if (name.equals("vxlan-tos-ttl")) {
            words.require("ip-tos");
            int tos = (int) words.number(Byte.SIZE);
            words.require("ip-ttl");
            marks = Optional.of(new VxlanHeader.Marks(tos, (int) words.number(Byte.SIZE)));
        }
        words.require("ip-src");
        Bytes source = ValueText.parseIp(words, four);
        words.require("ip-dst");
        Bytes destination = ValueText.parseIp(words, four);
        OptionalInt vlan = OptionalInt.empty();
        if (name.equals("vxlan-with-vlan")) {
            words.require("vlan-tci");
            vlan = OptionalInt.of((int) words.number(Short.SIZE));
        }
        words.require("eth-src");
        Bytes ethernetSource = ValueText.parseMac(words);
        words.require("eth-dst");
        Bytes ethernetDestination = ValueText.parseMac(words);
        return new VxlanHeader(
                ethernetSource, ethernetDestination, vlan, source, destination, marks, udpSource, udpDestination, vni);
    }

    private VxlanText() {}
}
