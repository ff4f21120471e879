package io.tandem.validate;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.MplsEntries;
import java.util.Optional;

/** Checks a set of a key attribute. Source: flow_netlink.c of Linux 6.1, validate_set. */
final class KernelSet {
    private static final int GENEVE_HEADER = 4;
    private static final int GENEVE_LENGTH = 0x1f;

    /** Bytes of the kernel's set of a tunnel: headers and a pointer. */
    private static final int TUNNEL_COPY = 16;

    private final long[] key;
    private final PacketState state;

    KernelSet(long[] maskedKey, PacketState state) {
        this.key = maskedKey;
        this.state = state;
    }

    /** Checks the set; answers how many bytes the kernel's copy of it has. */
    int check(AttributeCursor outer, boolean masked) throws KernelRefusal {
        AttributeCursor cursor = outer.inside();
        boolean alone =
                cursor.next() && AttributeCursor.align(AttributeCursor.HEADER + cursor.length()) == outer.length();
        require(alone, "set", "it holds one key attribute");
        Optional<KeyAttribute> known = KeyAttribute.ofType(cursor.type())
                .filter(a -> a != KeyAttribute.PACKET_TYPE && a != KeyAttribute.ND_EXT);
        int size = masked ? cursor.length() / 2 : cursor.length();
        require(known.isPresent() && known.get().fits(size), "set", "its attribute is known and of the right length");
        KeyAttribute attribute = known.orElseThrow();
        if (masked) {
            unmaskedBits(cursor, size, attribute);
        }
        switch (attribute) {
            case PRIORITY, SKB_MARK, CT_MARK, CT_LABEL -> {}
            case ETHERNET -> require(state.ethernet(), attribute.text(), "the packet is an Ethernet frame");
            case TUNNEL -> {
                require(!masked, attribute.text(), "a tunnel is set as a whole");
                tunnel(cursor);
                return TUNNEL_COPY;
            }
            case IPV4 -> ipv4(cursor, size, masked);
            case IPV6 -> ipv6(cursor, size, masked);
            case TCP -> transport(attribute, IpProto.TCP);
            case UDP -> transport(attribute, IpProto.UDP);
            case SCTP -> transport(attribute, IpProto.SCTP);
            case MPLS -> {
                require(EtherType.isMpls(state.type()), attribute.text(), "the packet has a label");
                require(size == MplsEntries.ENTRY, attribute.text(), "one label is set");
            }
            default -> throw refusal(attribute.text(), "the kernel does not set it");
        }
        int payload = masked ? cursor.length() : cursor.length() * 2;
        return 2 * AttributeCursor.HEADER + AttributeCursor.align(payload);
    }

    private static void unmaskedBits(AttributeCursor cursor, int size, KeyAttribute attribute) throws KernelRefusal {
        for (int i = 0; i < size; i++) {
            require((cursor.u8(i) & ~cursor.u8(size + i)) == 0, attribute.text(), "bits outside the mask are zero");
        }
    }

    private void ipv4(AttributeCursor cursor, int size, boolean masked) throws KernelRefusal {
        require(state.type() == EtherType.IPV4, "ipv4", "the packet is IPv4");
        fixed(cursor, size, masked, FlowField.IPV4_PROTO, FlowField.IPV4_FRAG);
    }

    private void ipv6(AttributeCursor cursor, int size, boolean masked) throws KernelRefusal {
        require(state.type() == EtherType.IPV6, "ipv6", "the packet is IPv6");
        fixed(cursor, size, masked, FlowField.IPV6_PROTO, FlowField.IPV6_FRAG);
        int label = FlowField.IPV6_LABEL.slot().offset();
        require(!masked || cursor.be32(size + label) >>> 20 == 0, "ipv6.label", "a flow label has 20 bits");
        require(cursor.be32(label) >>> 20 == 0, "ipv6.label", "a flow label has 20 bits");
    }

    /** Protocol and fragment state stay as they are. */
    private void fixed(AttributeCursor cursor, int size, boolean masked, FlowField protocol, FlowField fragment)
            throws KernelRefusal {
        int first = protocol.slot().offset();
        int second = fragment.slot().offset();
        if (masked) {
            require(cursor.u8(size + first) == 0, protocol.path(), "it cannot be set");
            require(cursor.u8(size + second) == 0, fragment.path(), "it cannot be set");
            return;
        }
        require(
                cursor.u8(first) == KeyStruct.get(key, protocol),
                protocol.path(),
                "it is the one that the flow matches");
        long bits = KeyStruct.get(key, fragment);
        int matched = Fragment.ofBits((int) bits).abi();
        require(cursor.u8(second) == matched, fragment.path(), "it is the one that the flow matches");
    }

    private void transport(KeyAttribute attribute, int protocol) throws KernelRefusal {
        boolean ip = state.type() == EtherType.IPV4 || state.type() == EtherType.IPV6;
        require(
                ip && KeyStruct.get(key, FlowField.IPV4_PROTO) == protocol,
                attribute.text(),
                "the flow matches that protocol");
    }

    private static void tunnel(AttributeCursor cursor) throws KernelRefusal {
        long[] words = new long[FlowField.WORDS];
        Optional<KeyAttribute> options = KernelTunnel.read(
                cursor.array(), cursor.payload(), cursor.payload() + cursor.length(), words, words, false);
        if (options.isPresent() && options.get() == KeyAttribute.TUNNEL_GENEVE) {
            geneve(words);
        }
    }

    /** Options follow each other without a gap. Source: validate_geneve_opts. */
    private static void geneve(long[] words) throws KernelRefusal {
        int left = (int) KeyStruct.get(words, FlowField.TUNNEL_OPTIONS_LENGTH);
        int at = 0;
        while (left > 0) {
            require(left >= GENEVE_HEADER, "tunnel.geneve", "an option has 4 bytes at least");
            int size = GENEVE_HEADER + (option(words, at + 3) & GENEVE_LENGTH) * 4;
            require(size <= left, "tunnel.geneve", "an option ends before the options do");
            at += size;
            left -= size;
        }
    }

    private static int option(long[] words, int index) {
        int shift = Long.SIZE - Byte.SIZE - index % Long.BYTES * Byte.SIZE;
        return (int) (words[FlowField.TUNNEL_GENEVE_OPTIONS.word() + index / Long.BYTES] >>> shift) & 0xff;
    }

    private static void require(boolean right, String subject, String sentence) throws KernelRefusal {
        if (!right) {
            throw refusal(subject, sentence);
        }
    }

    private static KernelRefusal refusal(String subject, String sentence) {
        return KernelRefusal.invalid("set(" + subject + ")", "set(" + subject + "): " + sentence);
    }
}
