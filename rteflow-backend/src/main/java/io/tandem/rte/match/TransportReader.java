package io.tandem.rte.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import io.tandem.translate.Fragments;
import io.tandem.translate.MatchAccount;
import java.util.Optional;

/** What IP carries: ports, flags, types and codes, neighbour discovery. */
final class TransportReader {
    private static final int HIGH_FLAGS = 0xf;
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;

    private final ReadPattern read;

    private TransportReader(ReadPattern read) {
        this.read = read;
    }

    static void read(ReadPattern read) throws RuleNotTakenException {
        new TransportReader(read).read();
    }

    private void read() throws RuleNotTakenException {
        if (read.at(RteItem.TCP)) {
            ReadItem tcp = header(IpProto.TCP);
            tcp.compare(RteField.TCP_SRC, FlowField.TCP_SRC);
            tcp.compare(RteField.TCP_DST, FlowField.TCP_DST);
            flags(tcp);
            tcp.end();
        } else if (read.at(RteItem.UDP)) {
            ReadItem udp = header(IpProto.UDP);
            udp.compare(RteField.UDP_SRC, FlowField.UDP_SRC);
            udp.compare(RteField.UDP_DST, FlowField.UDP_DST);
            udp.end();
        } else if (read.at(RteItem.SCTP)) {
            ReadItem sctp = header(IpProto.SCTP);
            sctp.compare(RteField.SCTP_SRC, FlowField.SCTP_SRC);
            sctp.compare(RteField.SCTP_DST, FlowField.SCTP_DST);
            sctp.end();
        } else if (read.at(RteItem.ICMP) && read.etherType == EtherType.IPV4) {
            ReadItem icmp = header(IpProto.ICMP);
            icmp.compare(RteField.ICMP_TYPE, FlowField.ICMP_TYPE);
            icmp.compare(RteField.ICMP_CODE, FlowField.ICMP_CODE);
            icmp.end();
        } else if (read.at(RteItem.ICMP6) && read.etherType == EtherType.IPV6) {
            ReadItem icmp = header(IpProto.ICMPV6);
            icmp.compare(RteField.ICMP6_TYPE, FlowField.ICMPV6_TYPE);
            icmp.compare(RteField.ICMP6_CODE, FlowField.ICMPV6_CODE);
            icmp.end();
        } else if (read.at(RteItem.ICMP6_ND_NS) && read.etherType == EtherType.IPV6) {
            discovery(SOLICITATION, RteField.ND_NS_TARGET);
        } else if (read.at(RteItem.ICMP6_ND_NA) && read.etherType == EtherType.IPV6) {
            discovery(ADVERTISEMENT, RteField.ND_NA_TARGET);
        }
    }

    /** The header of that protocol, which no later fragment has. */
    private ReadItem header(int wanted) throws RuleNotTakenException {
        boolean ip = read.etherType == EtherType.IPV4 || read.etherType == EtherType.IPV6;
        if (!ip || read.protocol != MatchAccount.UNKNOWN && read.protocol != wanted) {
            throw read.wrong(RteErrorType.ITEM, "no packet has that header behind what is before it");
        }
        if (read.protocol == MatchAccount.UNKNOWN && read.etherType == EtherType.IPV6) {
            throw read.wrong(RteErrorType.ITEM, "what is behind an IPv6 header is told by ipv6 proto");
        }
        if (read.fragments == Fragments.ANY || read.fragments == Fragments.LATER) {
            throw read.wrong(
                    RteErrorType.ITEM, "a megaflow reads a transport header in no later fragment; match fragments too");
        }
        if (read.protocol == MatchAccount.UNKNOWN) {
            read.exact(FlowField.IPV4_PROTO, wanted);
            read.protocol = wanted;
        }
        return read.take();
    }

    private void flags(ReadItem tcp) throws RuleNotTakenException {
        Optional<FieldValue> low = tcp.take(RteField.TCP_FLAGS);
        Optional<FieldValue> high = tcp.take(RteField.TCP_DATA_OFF);
        long mask = low.map(FieldValue::maskNumber).orElse(0L)
                | high.map(FieldValue::maskNumber).orElse(0L) << Byte.SIZE;
        long value = low.map(FieldValue::number).orElse(0L)
                | high.map(FieldValue::number).orElse(0L) << Byte.SIZE;
        boolean range = low.flatMap(FieldValue::last).isPresent()
                || high.flatMap(FieldValue::last).isPresent();
        if (range || mask >>> Byte.SIZE > HIGH_FLAGS) {
            throw tcp.wrong(RteErrorType.ITEM_MASK, "a megaflow compares twelve flags, bit by bit");
        }
        if (mask != 0) {
            read.bits(FlowField.TCP_FLAGS, value, mask);
        }
    }

    private void discovery(int type, RteField target) throws RuleNotTakenException {
        ReadItem message = header(IpProto.ICMPV6);
        message.compare(target, FlowField.ND_TARGET);
        message.end();
        read.exact(FlowField.ICMPV6_TYPE, type);
        read.exact(FlowField.ICMPV6_CODE, 0);
        option(RteItem.ICMP6_ND_OPT_SLA_ETH, RteField.ND_OPT_SLA, FlowField.ND_SLL);
        option(RteItem.ICMP6_ND_OPT_TLA_ETH, RteField.ND_OPT_TLA, FlowField.ND_TLL);
    }

    private void option(RteItem item, RteField field, FlowField with) throws RuleNotTakenException {
        if (read.at(item)) {
            ReadItem option = read.take();
            option.compare(field, with);
            option.end();
            if (read.key().isZero(with)) {
                throw option.wrong(RteErrorType.ITEM_MASK, "a megaflow doesn't tell an option of zeros from none");
            }
        }
    }
}
