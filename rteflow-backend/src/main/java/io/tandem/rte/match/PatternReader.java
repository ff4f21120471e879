package io.tandem.rte.match;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.host.DatapathNumbers;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.List;
import java.util.Optional;

/** Makes a megaflow's match of a rule's pattern: the other way round of {@link MatchTranslator}. Stateless. */
public final class PatternReader {
    /**
     * What a pattern matches.
     *
     * @param key the megaflow's values
     * @param mask the megaflow's mask
     * @param inexactIn the fields in which it matches more packets than the rule
     * @param etherType EtherType of the network header; {@link PacketFacts#UNKNOWN}
     * @param protocol IP protocol; {@link PacketFacts#UNKNOWN}
     * @param outer the headers that packets have in front; empty for packets of no tunnel
     */
    public record Match(
            FlowKey key,
            FlowMask mask,
            List<FlowField> inexactIn,
            int etherType,
            int protocol,
            Optional<OuterHeaders> outer) {
        public Match {
            inexactIn = List.copyOf(inexactIn);
        }
    }

    /**
     * The match of a rule.
     *
     * @param ethdev the DPDK port that it is made at
     * @param recirculation the recirculation id that its group stands for
     * @throws RuleNotTakenException where no megaflow matches so
     */
    public static Match read(int ethdev, RteRule rule, int recirculation, DatapathNumbers numbers)
            throws RuleNotTakenException {
        ReadPattern read = new ReadPattern(rule.pattern());
        read.exact(FlowField.RECIRC_ID, Integer.toUnsignedLong(recirculation));
        Optional<RtePort.Kind> tunnel = TunnelReader.kind(rule.pattern());
        if (tunnel.isPresent()) {
            PortReader.readTunnel(read, tunnel.get(), rule.traffic(), numbers);
            TunnelReader.read(read, tunnel.get());
        } else {
            PortReader.read(read, ethdev, rule.traffic(), numbers);
        }
        if (tunnel.isPresent() && !tunnel.get().carriesEthernet()) {
            PacketTypeReader.read(read);
        } else {
            LinkReader.read(read);
        }
        NetworkReader.read(read);
        TransportReader.read(read);
        read.requireEnd();
        return new Match(
                read.key(),
                read.mask(),
                List.copyOf(read.inexact()),
                read.etherType,
                read.protocol,
                tunnel.map(kind -> new OuterHeaders(kind, read.outerBytes)));
    }

    private PatternReader() {}
}
