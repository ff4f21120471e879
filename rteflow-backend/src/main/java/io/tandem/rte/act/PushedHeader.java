package io.tandem.rte.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.TunnelKind;
import io.tandem.rte.flow.RteAction;
import io.tandem.translate.RefusedException;
import java.util.Optional;

/**
 * The header of a tunnel that a rule puts in front. It is the same for all packets of the rule, but for what a device fills in
 * as it does of any packet that it makes: lengths of IP and UDP, IPv4's checksum, and a UDP source port that spreads flows.
 */
final class PushedHeader {
    /** The action that puts it in front, or why there is none. */
    static RteAction of(OdpAction.TnlPush push) throws RefusedException {
        Optional<TunnelKind> kind = TunnelKind.of(push.kind());
        if (kind.isEmpty()) {
            throw refused(push, "kind " + push.kind() + " is of no tunnel that is known");
        }
        switch (kind.get()) {
            case VXLAN, GENEVE -> {
                if (TunnelHeader.asksForUdpChecksum(push.header())) {
                    throw refused(
                            push,
                            "a device fills lengths and IPv4's checksum in, and no UDP checksum over the packet; push a"
                                    + " header with csum 0");
                }
            }
            case GRE, IP6GRE -> {
                int flags = TunnelHeader.greFlags(push.header());
                if ((flags & ~TunnelHeader.GRE_KEY) != 0) {
                    throw refused(
                            push,
                            "a checksum or a sequence number of GRE differs from packet to packet, and a rule puts the same"
                                    + " bytes in front of all; push a header with a key, or none");
                }
            }
            case ERSPAN, IP6ERSPAN ->
                throw refused(
                        push,
                        "ERSPAN numbers packets and says when they came, and a rule puts the same bytes in front of all;"
                                + " the flow stays in software");
            case SRV6 ->
                throw refused(
                        push,
                        "a segment routing header tells what it carries, with a flow label of that, and a rule puts the same"
                                + " bytes in front of all; the flow stays in software");
            case GTPU ->
                throw refused(
                        push,
                        "a GTP-U header holds the length of what it carries, and nothing in rte_flow says that RAW_ENCAP"
                                + " fills that in packet by packet; the flow stays in software");
        }
        return new RteAction.RawEncap(TunnelHeader.template(push.header()));
    }

    private static RefusedException refused(OdpAction.TnlPush push, String sentence) {
        return new RefusedException(Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(push), sentence);
    }

    private PushedHeader() {}
}
