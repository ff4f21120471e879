package io.tandem.rte.device;

import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import io.tandem.rte.flow.HeaderSizes;
import java.util.ArrayList;
import java.util.List;

/** Which headers bytes are that begin with an Ethernet header, as RAW_ENCAP and RAW_DECAP have them. */
final class RawHeaders {
    /**
     * What tells headers of one kind from those of another, without what else is in their fields.
     *
     * @return how many bytes they are; then the EtherTypes, of tags first; of IP where its header ends
     *     and its protocol; and the UDP port that says which tunnel's header is behind, or GRE's flags and protocol. It ends
     *     where headers are cut off, or of another kind
     */
    static List<Object> kinds(Bytes headers) {
        List<Object> kinds = new ArrayList<>();
        kinds.add(headers.size());
        int at = HeaderSizes.ETHERNET;
        int type = 0;
        while (at <= headers.size()) {
            type = number(headers, at - Short.BYTES);
            kinds.add(type);
            if (!EtherType.isVlan(type)) {
                break;
            }
            at += HeaderSizes.TAG;
        }
        if (type == EtherType.IPV4 && at + HeaderSizes.IPV4 <= headers.size()) {
            int length = (headers.at(at) & 0xf) * Integer.BYTES;
            behindIp(headers, at + length, headers.at(at + 9), kinds);
        } else if (type == EtherType.IPV6 && at + HeaderSizes.IPV6 <= headers.size()) {
            behindIp(headers, at + HeaderSizes.IPV6, headers.at(at + 6), kinds);
        }
        return List.copyOf(kinds);
    }

    private static void behindIp(Bytes headers, int at, int protocol, List<Object> kinds) {
        kinds.add(at);
        kinds.add(protocol);
        if (at + Integer.BYTES <= headers.size()) {
            switch (protocol) {
                case IpProto.UDP -> kinds.add(number(headers, at + Short.BYTES));
                case IpProto.GRE -> {
                    kinds.add(number(headers, at));
                    kinds.add(number(headers, at + Short.BYTES));
                }
                default -> {}
            }
        }
    }

    private static int number(Bytes headers, int at) {
        return headers.at(at) << Byte.SIZE | headers.at(at + 1);
    }

    private RawHeaders() {}
}
