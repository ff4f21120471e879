package io.tandem.translate;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;
import io.tandem.flow.Prerequisite;

/** The fields of a match that no part of a rule has answered for at the end. */
public final class LeftFields {
    private final int type;
    private final int protocol;
    private final Fragments fragments;

    private LeftFields(int type, int protocol, Fragments fragments) {
        this.type = type;
        this.protocol = protocol;
        this.fragments = fragments;
    }

    /**
     * Answers for what no packet of the match has, which is zero.
     *
     * @param type EtherType of the network header; {@link MatchAccount#UNKNOWN}
     * @param protocol IP protocol; {@link MatchAccount#UNKNOWN}
     * @param noKey says that there is nothing to match a field by: {@code flower has no key for}
     * @throws RefusedException where packets can have one
     */
    public static void settle(MatchAccount match, int type, int protocol, Fragments fragments, String noKey)
            throws RefusedException {
        LeftFields packets = new LeftFields(type, protocol, fragments);
        for (FlowField field : match.leftFields()) {
            Prerequisite prerequisite = field.prerequisite();
            if (!packets.lack(prerequisite)) {
                throw MatchAccount.unsupported(
                        field,
                        packets.decide(prerequisite)
                                ? noKey + " " + field.path() + "; a flow that leaves it wild could be offloaded"
                                : field.path() + " means nothing without " + prerequisite.sentence());
            }
        }
        for (FlowField field : match.leftFields()) {
            match.alwaysZero(field, "it needs " + field.prerequisite().sentence());
        }
        if (!match.isDone()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    "",
                    "the mask has bits that belong to no field of the flow language");
        }
    }

    /** True where the match tells whether its packets have what a field needs. */
    private boolean decide(Prerequisite prerequisite) {
        return switch (prerequisite) {
            case TCP, UDP, SCTP, ICMP, ICMPV6, ND -> protocol != MatchAccount.UNKNOWN;
            case NONE, VLAN, CVLAN, TUNNEL -> true;
            case IPV4, IPV6, ARP, MPLS, NSH -> type != MatchAccount.UNKNOWN;
        };
    }

    /**
     * True where none of the packets has what a field needs. A datapath in userspace reads ICMP's type and code behind
     * either IP. Source: Open vSwitch, lib/flow.c, miniflow_extract.
     */
    private boolean lack(Prerequisite prerequisite) {
        if (type == MatchAccount.UNKNOWN) {
            return false;
        }
        boolean ip = type == EtherType.IPV4 || type == EtherType.IPV6;
        return switch (prerequisite) {
            case NONE, VLAN, CVLAN, TUNNEL -> false;
            case IPV4 -> type != EtherType.IPV4;
            case IPV6 -> type != EtherType.IPV6;
            case ARP -> type != EtherType.ARP && type != EtherType.RARP;
            case MPLS -> !EtherType.isMpls(type);
            case NSH -> type != EtherType.NSH;
            case TCP -> !ip || lackProtocol(IpProto.TCP);
            case UDP -> !ip || lackProtocol(IpProto.UDP);
            case SCTP -> !ip || lackProtocol(IpProto.SCTP);
            case ICMP -> !ip || lackProtocol(IpProto.ICMP);
            case ICMPV6, ND -> !ip || lackProtocol(IpProto.ICMPV6);
        };
    }

    private boolean lackProtocol(int wanted) {
        return fragments == Fragments.LATER || protocol != MatchAccount.UNKNOWN && protocol != wanted;
    }
}
