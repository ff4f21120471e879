package io.tandem.validate;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyStruct;
import io.tandem.netlink.AbiNumbers;
import io.tandem.netlink.AttributeCursor;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Checks a ct action. Source: net/openvswitch/conntrack.c of Linux 6.1, ovs_ct_copy_action, parse_ct, parse_nat. */
final class KernelConntrack {
    private static final int LABELS = 32;
    private static final int MARK = 8;
    private static final int MOST_HELPER = 16;
    private static final int MOST_TIMEOUT = 32;
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    /** Helpers that Linux has modules for, with the protocol that they look into. */
    private static final Map<String, Integer> HELPERS = Map.of(
            "ftp", IpProto.TCP, "tftp", IpProto.UDP, "sane", IpProto.TCP, "irc", IpProto.TCP, "pptp", IpProto.TCP);

    private final boolean ipv6;
    private boolean commit;
    private boolean mark;
    private boolean label;
    private String helper = "";

    private KernelConntrack(boolean ipv6) {
        this.ipv6 = ipv6;
    }

    static void check(AttributeCursor cursor, long[] maskedKey) throws KernelRefusal {
        int type = (int) KeyStruct.get(maskedKey, FlowField.ETH_TYPE);
        require(type == EtherType.IPV4 || type == EtherType.IPV6, "the flow matches IPv4 or IPv6");
        KernelConntrack check = new KernelConntrack(type == EtherType.IPV6);
        while (cursor.next()) {
            check.attribute(cursor);
        }
        require(check.commit || !check.mark, "a mark is set with commit");
        require(check.commit || !check.label, "a label is set with commit");
        require(cursor.leftover() <= 0, cursor.leftover() + " bytes are no attribute");
        if (!check.helper.isEmpty()) {
            Integer protocol = HELPERS.get(check.helper);
            long matched = KeyStruct.get(maskedKey, FlowField.IPV4_PROTO);
            require(protocol != null && protocol == matched, "there is a helper " + check.helper + " for the protocol");
        }
    }

    private void attribute(AttributeCursor cursor) throws KernelRefusal {
        switch (cursor.type()) {
            case AbiNumbers.CT_COMMIT, AbiNumbers.CT_FORCE_COMMIT -> {
                length(cursor, 0, 0);
                commit = true;
            }
            case AbiNumbers.CT_ZONE -> length(cursor, Short.BYTES, Short.BYTES);
            case AbiNumbers.CT_MARK -> {
                length(cursor, MARK, MARK);
                require(cursor.u32(Integer.BYTES) != 0, "the mark's mask is not zero");
                mark = true;
            }
            case AbiNumbers.CT_LABELS -> {
                length(cursor, LABELS, LABELS);
                require(nonzero(cursor, LABELS / 2), "the label's mask is not zero");
                label = true;
            }
            case AbiNumbers.CT_HELPER -> helper = name(cursor, MOST_HELPER);
            case AbiNumbers.CT_TIMEOUT -> name(cursor, MOST_TIMEOUT);
            case AbiNumbers.CT_EVENTMASK -> length(cursor, Integer.BYTES, Integer.BYTES);
            case AbiNumbers.CT_NAT -> nat(cursor.inside());
            default -> throw refusal("attribute " + cursor.type() + " is not known");
        }
    }

    private static boolean nonzero(AttributeCursor cursor, int from) {
        for (int i = from; i < cursor.length(); i++) {
            if (cursor.u8(i) != 0) {
                return true;
            }
        }
        return false;
    }

    private static void length(AttributeCursor cursor, int least, int most) throws KernelRefusal {
        require(
                cursor.length() >= least && cursor.length() <= most,
                "attribute " + cursor.type() + " has " + cursor.length() + " bytes, of " + least + " to " + most);
    }

    private static String name(AttributeCursor cursor, int most) throws KernelRefusal {
        length(cursor, 1, most);
        String name = new String(cursor.copy(), StandardCharsets.ISO_8859_1);
        int end = name.indexOf(0);
        require(end >= 0, "a name ends with a zero");
        return name.substring(0, end);
    }

    private void nat(AttributeCursor cursor) throws KernelRefusal {
        boolean direction = false;
        boolean options = false;
        while (cursor.next()) {
            int type = cursor.type();
            require(type <= AbiNumbers.NAT_PROTO_RANDOM, "nat attribute " + type + " is not known");
            int size =
                    switch (type) {
                        case AbiNumbers.NAT_IP_MIN, AbiNumbers.NAT_IP_MAX -> ipv6 ? IPV6 : IPV4;
                        case AbiNumbers.NAT_PROTO_MIN, AbiNumbers.NAT_PROTO_MAX -> Short.BYTES;
                        default -> 0;
                    };
            require(
                    cursor.length() == size,
                    "nat attribute " + type + " has " + cursor.length() + " bytes and must have " + size);
            switch (type) {
                case AbiNumbers.NAT_SRC, AbiNumbers.NAT_DST -> {
                    if (direction) {
                        throw new KernelRefusal(Errno.ERANGE, "ct(nat)", "ct: nat is of src or of dst, once");
                    }
                    direction = true;
                }
                case 0 -> throw refusal("nat attribute 0 is not known");
                default -> options = true;
            }
        }
        require(cursor.leftover() <= 0, cursor.leftover() + " bytes of nat are no attribute");
        require(direction || !options, "nat has options with src or dst only");
        require(!direction || commit, "nat of src or dst comes with commit, which stands before it");
    }

    private static void require(boolean right, String sentence) throws KernelRefusal {
        if (!right) {
            throw refusal(sentence);
        }
    }

    private static KernelRefusal refusal(String sentence) {
        return KernelRefusal.invalid("ct", "ct: " + sentence);
    }
}
