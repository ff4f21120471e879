package io.tandem.validate;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.flow.TunnelFlag;
import io.tandem.netlink.AttributeCursor;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Reads a tunnel key as the kernel does. Source: flow_netlink.c of Linux 6.1, ip_tun_from_nlattr. */
final class KernelTunnel {
    private static final int MOST_OPTIONS = 255;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int GBP = 4;
    private static final int ERSPAN = 12;

    /** OVS_TUNNEL_KEY_ATTR_IPV4_INFO_BRIDGE of the kernel, where userspace datapaths have GTP-U. */
    private static final int INFO_BRIDGE = 16;

    private static final Set<KeyAttribute> OPTIONS =
            EnumSet.of(KeyAttribute.TUNNEL_GENEVE, KeyAttribute.TUNNEL_VXLAN, KeyAttribute.TUNNEL_ERSPAN);

    private final byte[] bytes;
    private final long[] words;
    private final long[] keyWords;
    private final boolean mask;
    private boolean ipv4;
    private boolean ipv6;
    private boolean ttl;
    private boolean bridge;
    private long flags;
    private Optional<KeyAttribute> options = Optional.empty();

    private KernelTunnel(byte[] bytes, long[] words, long[] keyWords, boolean mask) {
        this.bytes = bytes;
        this.words = words;
        this.keyWords = keyWords;
        this.mask = mask;
    }

    /** Matches everything of a tunnel but its options. */
    static void exact(long[] maskWords) {
        for (FlowField field : FlowField.values()) {
            boolean ofTunnel = field.attribute() == KeyAttribute.TUNNEL
                    || field.attribute()
                            .parent()
                            .filter(p -> p == KeyAttribute.TUNNEL)
                            .isPresent();
            if (ofTunnel && !OPTIONS.contains(field.attribute()) && field.words() < 3) {
                KeyStruct.put(maskWords, field, field.ones(), field.wide() ? -1L : 0);
            }
        }
    }

    /** Reads the attributes; answers which options there were. */
    static Optional<KeyAttribute> read(byte[] bytes, int from, int to, long[] words, long[] keyWords, boolean mask)
            throws KernelRefusal {
        KernelTunnel tunnel = new KernelTunnel(bytes, words, keyWords, mask);
        tunnel.read(new AttributeCursor(bytes, from, to));
        return tunnel.options;
    }

    private void read(AttributeCursor cursor) throws KernelRefusal {
        while (cursor.next()) {
            attribute(cursor);
        }
        if (cursor.leftover() > 0) {
            throw invalid(cursor.leftover() + " bytes are no attribute");
        }
        KeyStruct.put(words, FlowField.TUNNEL_FLAGS, flags, 0);
        KeyStruct.put(words, FlowField.TUNNEL_FAMILY, mask ? FlowField.TUNNEL_FAMILY.ones() : ipv6 ? IPV6 : IPV4, 0);
        if (ipv4 && ipv6) {
            throw invalid("addresses are of one family");
        }
        if (!mask) {
            destination();
        }
    }

    private void attribute(AttributeCursor cursor) throws KernelRefusal {
        int type = cursor.type();
        if (type == INFO_BRIDGE) {
            length(cursor, 0);
            bridge = true;
            ipv4 = true;
            return;
        }
        Optional<KeyAttribute> known = KeyAttribute.TUNNEL.nested(type);
        if (known.isEmpty()) {
            throw invalid("tunnel attribute " + type + " is not one of the kernel's");
        }
        KeyAttribute attribute = known.get();
        if (attribute != KeyAttribute.TUNNEL_ERSPAN && attribute.size() >= 0) {
            length(cursor, attribute.size());
        }
        if (OPTIONS.contains(attribute)) {
            if (options.isPresent()) {
                throw invalid("a tunnel has options of one kind");
            }
            options = known;
        }
        switch (attribute) {
            case TUNNEL_DONT_FRAGMENT -> flags |= TunnelFlag.DONT_FRAGMENT.bit();
            case TUNNEL_CSUM -> flags |= TunnelFlag.CSUM.bit();
            case TUNNEL_OAM -> flags |= TunnelFlag.OAM.bit();
            case TUNNEL_PAD -> {}
            case TUNNEL_GENEVE -> geneve(cursor);
            case TUNNEL_VXLAN -> vxlan(cursor.inside());
            case TUNNEL_ERSPAN -> erspan(cursor);
            default -> {
                KeyStruct.unpack(bytes, attribute, cursor.payload(), words, mask);
                flags |= attribute == KeyAttribute.TUNNEL_ID ? TunnelFlag.KEY.bit() : 0;
                ttl |= attribute == KeyAttribute.TUNNEL_TTL;
                ipv4 |= attribute == KeyAttribute.TUNNEL_IPV4_SRC || attribute == KeyAttribute.TUNNEL_IPV4_DST;
                ipv6 |= attribute == KeyAttribute.TUNNEL_IPV6_SRC || attribute == KeyAttribute.TUNNEL_IPV6_DST;
            }
        }
    }

    private static void length(AttributeCursor cursor, int size) throws KernelRefusal {
        if (cursor.length() != size) {
            throw invalid(
                    "tunnel attribute " + cursor.type() + " has " + cursor.length() + " bytes and must have " + size);
        }
    }

    private void geneve(AttributeCursor cursor) throws KernelRefusal {
        if (cursor.length() > MOST_OPTIONS || cursor.length() % 4 != 0) {
            throw invalid("Geneve options take a multiple of 4 bytes, at most " + MOST_OPTIONS);
        }
        optionsLength(cursor.length());
        int first = FlowField.TUNNEL_GENEVE_OPTIONS.word();
        for (int i = 0; i < cursor.length(); i++) {
            int shift = Long.SIZE - Byte.SIZE - i % Long.BYTES * Byte.SIZE;
            words[first + i / Long.BYTES] |= (long) cursor.u8(i) << shift;
        }
    }

    /** Options of another length do not match, and so a mask must be as long as its key. */
    private void optionsLength(int length) throws KernelRefusal {
        if (mask && KeyStruct.get(keyWords, FlowField.TUNNEL_OPTIONS_LENGTH) != length) {
            throw invalid("the mask of the options is as long as the options");
        }
        KeyStruct.put(
                words, FlowField.TUNNEL_OPTIONS_LENGTH, mask ? FlowField.TUNNEL_OPTIONS_LENGTH.ones() : length, 0);
    }

    private void vxlan(AttributeCursor cursor) throws KernelRefusal {
        while (cursor.next()) {
            if (cursor.type() != KeyAttribute.VXLAN_GBP.netlinkType() || cursor.length() != GBP) {
                throw invalid("VXLAN options have gbp, 4 bytes");
            }
            KeyStruct.unpack(bytes, KeyAttribute.VXLAN_GBP, cursor.payload(), words, mask);
        }
        if (cursor.leftover() > 0) {
            throw invalid(cursor.leftover() + " bytes of VXLAN options are no attribute");
        }
    }

    private void erspan(AttributeCursor cursor) throws KernelRefusal {
        if (cursor.length() > MOST_OPTIONS) {
            throw invalid("ERSPAN options take at most " + MOST_OPTIONS + " bytes");
        }
        if (cursor.length() < ERSPAN) {
            return; // what is missing is zero
        }
        for (FlowField field : KeyAttribute.TUNNEL_ERSPAN.fields()) {
            KeyStruct.put(words, field, field.slot().get(bytes, cursor.payload()), 0);
        }
    }

    private void destination() throws KernelRefusal {
        if (!ipv4 && !ipv6) {
            throw invalid("a tunnel has a dst");
        }
        if (ipv4 && bridge) {
            long rest = words[FlowField.TUNNEL_IPV4_SRC.word()]
                    | get(FlowField.TUNNEL_TP_SRC)
                    | get(FlowField.TUNNEL_TP_DST)
                    | get(FlowField.TUNNEL_TTL)
                    | get(FlowField.TUNNEL_TOS)
                    | flags & ~TunnelFlag.KEY.bit();
            if (rest != 0 || options.isPresent()) {
                throw invalid("a tunnel in bridge mode has an id alone");
            }
        } else if (ipv4 && get(FlowField.TUNNEL_IPV4_DST) == 0) {
            throw invalid("a tunnel's dst is not zero");
        }
        int address = FlowField.TUNNEL_IPV6_DST.word();
        if (ipv6 && (words[address] | words[address + 1]) == 0) {
            throw invalid("a tunnel's ipv6_dst is not zero");
        }
        if (!ttl && !bridge) {
            throw invalid("a tunnel has a ttl");
        }
    }

    private long get(FlowField field) {
        return KeyStruct.get(words, field);
    }

    private static KernelRefusal invalid(String sentence) {
        return KernelRefusal.invalid("tunnel", sentence);
    }
}
