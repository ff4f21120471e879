package io.tandem.tc.wire;

import io.tandem.flow.Bytes;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ActionBody.Ct.Masked;
import io.tandem.tc.filter.ActionBody.Ct.NatRange;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.TcAction;
import java.util.Optional;

/** The attributes of ct. Source: linux/tc_act/tc_ct.h. */
final class CtFormat extends ActionFormat {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    private static final int LABELS = 16;

    CtFormat() {
        super("ct", TcNumbers.TCA_CT_PARMS, TcNumbers.TCA_CT_TM, TcNumbers.TCA_CT_PAD);
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        ActionBody.Ct body = (ActionBody.Ct) action.body();
        out.end(startParameters(action, out));
        out.putU16(TcNumbers.TCA_CT_ACTION, body.flags());
        if (body.zone().isPresent()) {
            out.putU16(TcNumbers.TCA_CT_ZONE, body.zone().getAsInt());
        }
        if (body.mark().isPresent()) {
            Masked mark = body.mark().get();
            out.putU32(TcNumbers.TCA_CT_MARK, mark.value()).putU32(TcNumbers.TCA_CT_MARK_MASK, mark.mask());
        }
        if (body.label().isPresent()) {
            FlowerValue label = body.label().get();
            out.put(TcNumbers.TCA_CT_LABELS, label.value()).put(TcNumbers.TCA_CT_LABELS_MASK, label.mask());
        }
        if (body.nat().isPresent()) {
            nat(body.nat().get(), out);
        }
    }

    @Override
    Optional<ActionBody> read(Level options) throws TcDecodeException {
        return Optional.of(new ActionBody.Ct(
                options.u16(TcNumbers.TCA_CT_ACTION),
                options.optionalU16(TcNumbers.TCA_CT_ZONE),
                options.has(TcNumbers.TCA_CT_MARK)
                        ? Optional.of(new Masked(
                                options.u32(TcNumbers.TCA_CT_MARK),
                                options.has(TcNumbers.TCA_CT_MARK_MASK) ? options.u32(TcNumbers.TCA_CT_MARK_MASK) : -1))
                        : Optional.empty(),
                options.has(TcNumbers.TCA_CT_LABELS) ? Optional.of(label(options)) : Optional.empty(),
                nat(options)));
    }

    private static void nat(NatRange range, AttributeWriter out) {
        if (!range.first().isEmpty()) {
            boolean ipv4 = range.first().size() == IPV4;
            out.put(ipv4 ? TcNumbers.TCA_CT_NAT_IPV4_MIN : TcNumbers.TCA_CT_NAT_IPV6_MIN, range.first())
                    .put(ipv4 ? TcNumbers.TCA_CT_NAT_IPV4_MAX : TcNumbers.TCA_CT_NAT_IPV6_MAX, range.last());
        }
        if (range.firstPort() != 0) {
            out.putBe16(TcNumbers.TCA_CT_NAT_PORT_MIN, range.firstPort())
                    .putBe16(
                            TcNumbers.TCA_CT_NAT_PORT_MAX,
                            range.lastPort() == 0 ? range.firstPort() : range.lastPort());
        }
    }

    private static Optional<NatRange> nat(Level options) throws TcDecodeException {
        Bytes first = Bytes.NONE;
        Bytes last = Bytes.NONE;
        if (options.has(TcNumbers.TCA_CT_NAT_IPV4_MIN)) {
            first = options.bytes(TcNumbers.TCA_CT_NAT_IPV4_MIN, IPV4);
            last = options.has(TcNumbers.TCA_CT_NAT_IPV4_MAX)
                    ? options.bytes(TcNumbers.TCA_CT_NAT_IPV4_MAX, IPV4)
                    : first;
        } else if (options.has(TcNumbers.TCA_CT_NAT_IPV6_MIN)) {
            first = options.bytes(TcNumbers.TCA_CT_NAT_IPV6_MIN, IPV6);
            last = options.has(TcNumbers.TCA_CT_NAT_IPV6_MAX)
                    ? options.bytes(TcNumbers.TCA_CT_NAT_IPV6_MAX, IPV6)
                    : first;
        }
        int firstPort = 0;
        int lastPort = 0;
        if (options.has(TcNumbers.TCA_CT_NAT_PORT_MIN)) {
            firstPort = options.be16(TcNumbers.TCA_CT_NAT_PORT_MIN);
            lastPort = options.has(TcNumbers.TCA_CT_NAT_PORT_MAX) ? options.be16(TcNumbers.TCA_CT_NAT_PORT_MAX) : 0;
            lastPort = lastPort == firstPort ? 0 : lastPort;
        }
        return first.isEmpty() && firstPort == 0
                ? Optional.empty()
                : Optional.of(new NatRange(first, last, firstPort, lastPort));
    }

    private static FlowerValue label(Level options) throws TcDecodeException {
        Bytes label = options.bytes(TcNumbers.TCA_CT_LABELS, LABELS);
        return options.has(TcNumbers.TCA_CT_LABELS_MASK)
                ? new FlowerValue(label, options.bytes(TcNumbers.TCA_CT_LABELS_MASK, LABELS))
                : FlowerValue.exact(label);
    }
}
