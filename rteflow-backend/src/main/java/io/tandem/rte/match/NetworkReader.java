package io.tandem.rte.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import io.tandem.translate.Fragments;
import java.util.Optional;
import java.util.OptionalLong;

/** IPv4, IPv6, ARP and MPLS headers. Source: RFC 791; RFC 8200 section 4.5. */
final class NetworkReader {
    private static final int LARGEST_OP = 255;

    static void read(ReadPattern read) throws RuleNotTakenException {
        if (read.at(RteItem.IPV4)) {
            ipv4(read);
        } else if (read.at(RteItem.IPV6)) {
            ipv6(read);
        } else if (read.at(RteItem.ARP_ETH_IPV4)) {
            arp(read.take());
        } else if (read.at(RteItem.MPLS) && EtherType.isMpls(read.etherType)) {
            mpls(read);
        }
    }

    private static void ipv4(ReadPattern read) throws RuleNotTakenException {
        ReadItem ip = read.take();
        ip.compare(RteField.IPV4_TOS, FlowField.IPV4_TOS);
        ip.compare(RteField.IPV4_TTL, FlowField.IPV4_TTL);
        ip.compare(RteField.IPV4_PROTO, FlowField.IPV4_PROTO);
        ip.compare(RteField.IPV4_SRC, FlowField.IPV4_SRC);
        ip.compare(RteField.IPV4_DST, FlowField.IPV4_DST);
        if (read.mask().isExact(FlowField.IPV4_PROTO)) {
            read.protocol = (int) read.key().get(FlowField.IPV4_PROTO);
        }
        Optional<FieldValue> offset = ip.take(RteField.IPV4_FRAGMENT_OFFSET);
        ip.end();
        if (offset.isPresent()) {
            FieldValue value = offset.get();
            if (is(value, 0, 0, IpMatch.MORE | IpMatch.OFFSET)) {
                fragments(read, FlowField.IPV4_FRAG, Fragments.NONE);
            } else if (is(value, IpMatch.MORE, IpMatch.MORE, IpMatch.MORE | IpMatch.OFFSET)) {
                fragments(read, FlowField.IPV4_FRAG, Fragments.FIRST);
            } else if (is(value, 1, IpMatch.OFFSET, IpMatch.OFFSET)) {
                fragments(read, FlowField.IPV4_FRAG, Fragments.LATER);
            } else {
                throw noFragments(ip);
            }
        }
    }

    private static void ipv6(ReadPattern read) throws RuleNotTakenException {
        ReadItem ip = read.take();
        ip.compare(RteField.IPV6_TC, FlowField.IPV6_TCLASS);
        ip.compare(RteField.IPV6_FLOW, FlowField.IPV6_LABEL);
        ip.compare(RteField.IPV6_HOP, FlowField.IPV6_HLIMIT);
        ip.compare(RteField.IPV6_SRC, FlowField.IPV6_SRC);
        ip.compare(RteField.IPV6_DST, FlowField.IPV6_DST);
        OptionalLong next = ip.takeWhole(RteField.IPV6_PROTO);
        OptionalLong extension = ip.takeWhole(RteField.IPV6_HAS_FRAG_EXT);
        ip.end();
        if (read.at(RteItem.IPV6_FRAG_EXT)) {
            if (extension.equals(OptionalLong.of(0)) || next.orElse(IpMatch.IPV6_FRAGMENT) != IpMatch.IPV6_FRAGMENT) {
                throw ip.wrong(RteErrorType.ITEM_SPEC, "no packet has a fragment header there and has none");
            }
            fragment(read, read.take());
            return;
        }
        if (extension.equals(OptionalLong.of(1)) || isExtension(next)) {
            throw ip.wrong(RteErrorType.ITEM_SPEC, "a datapath looks behind that extension header");
        }
        if (extension.isPresent() || next.isPresent()) {
            fragments(read, FlowField.IPV6_FRAG, Fragments.NONE);
            read.inexact().add(FlowField.IPV6_FRAG);
        }
        next.ifPresent(number -> protocol(read, number));
    }

    private static void fragment(ReadPattern read, ReadItem header) throws RuleNotTakenException {
        OptionalLong next = header.takeWhole(RteField.IPV6_FRAG_NEXT_HEADER);
        Optional<FieldValue> data = header.take(RteField.IPV6_FRAG_DATA);
        header.end();
        if (data.isPresent() && is(data.get(), IpMatch.MORE6, IpMatch.MORE6, IpMatch.OFFSET6 | IpMatch.MORE6)) {
            fragments(read, FlowField.IPV6_FRAG, Fragments.FIRST);
            if (isExtension(next)) {
                throw header.wrong(RteErrorType.ITEM_SPEC, "a datapath looks behind that extension header");
            }
            next.ifPresent(number -> protocol(read, number));
        } else if (data.isPresent()
                && is(data.get(), IpMatch.FIRST_OFFSET6, IpMatch.OFFSET6, IpMatch.OFFSET6)
                && next.isEmpty()) {
            fragments(read, FlowField.IPV6_FRAG, Fragments.LATER);
        } else {
            throw noFragments(header);
        }
    }

    /** True for a header that a datapath looks behind, a fragment's included. */
    private static boolean isExtension(OptionalLong next) {
        return next.isPresent()
                && (next.getAsLong() == IpMatch.IPV6_FRAGMENT
                        || IpMatch.IPV6_EXTENSIONS.contains((int) next.getAsLong()));
    }

    /** A packet may have other headers between. */
    private static void protocol(ReadPattern read, long number) {
        read.protocol = (int) number;
        read.exact(FlowField.IPV6_PROTO, number);
        read.inexact().add(FlowField.IPV6_PROTO);
    }

    private static RuleNotTakenException noFragments(ReadItem item) {
        return item.wrong(
                RteErrorType.ITEM_MASK, "a megaflow is for all packets, or for none, first or later fragments");
    }

    private static boolean is(FieldValue value, long first, long last, long mask) {
        long greatest = value.last().map(FieldValue::number).orElse(value.number());
        return value.number() == first && greatest == last && value.maskNumber() == mask;
    }

    private static void fragments(ReadPattern read, FlowField field, Fragments which) {
        read.fragments = which;
        Fragment state =
                switch (which) {
                    case FIRST -> Fragment.FIRST;
                    case LATER -> Fragment.LATER;
                    case NONE, ANY -> Fragment.NO;
                };
        read.exact(field, state.bits());
    }

    private static void arp(ReadItem arp) throws RuleNotTakenException {
        Optional<FieldValue> operation = arp.take(RteField.ARP_OP);
        if (operation.isPresent()) {
            if (!operation.get().isExact(RteField.ARP_OP) || operation.get().number() > LARGEST_OP) {
                throw arp.wrong(RteErrorType.ITEM_MASK, "a megaflow compares ARP operations up to 255, whole");
            }
            arp.exact(FlowField.ARP_OP, operation.get().number());
        }
        arp.compare(RteField.ARP_SHA, FlowField.ARP_SHA);
        arp.compare(RteField.ARP_SPA, FlowField.ARP_SIP);
        arp.compare(RteField.ARP_THA, FlowField.ARP_THA);
        arp.compare(RteField.ARP_TPA, FlowField.ARP_TIP);
        arp.end();
    }

    private static void mpls(ReadPattern read) throws RuleNotTakenException {
        for (int depth = 0; read.at(RteItem.MPLS); depth++) {
            if (depth == MplsMatch.ENTRIES.size()) {
                throw read.wrong(RteErrorType.ITEM, "a megaflow has three labels");
            }
            if (depth > 0) {
                FlowField bottom = MplsMatch.ENTRIES.get(depth - 1).get(MplsMatch.BOTTOM);
                if (read.key().get(bottom) != 0) {
                    throw read.wrong(RteErrorType.ITEM_SPEC, "no packet has a label below the last one");
                }
                read.exact(bottom, 0);
            }
            ReadItem label = read.take();
            for (int i = 0; i < MplsMatch.FIELDS.size(); i++) {
                label.compare(
                        MplsMatch.FIELDS.get(i), MplsMatch.ENTRIES.get(depth).get(i));
            }
            label.end();
        }
    }

    private NetworkReader() {}
}
