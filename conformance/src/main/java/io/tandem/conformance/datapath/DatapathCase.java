package io.tandem.conformance.datapath;

import io.tandem.flow.Bytes;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Flows that are put on an empty datapath, and packets that then come in, one after the other.
 *
 * @param name one word, by which it is chosen and reported
 * @param references the datapaths that know what it asks for
 * @param meters what its flows meter with
 * @param flows in the order in which they are put
 * @param openflow the actions of the first flow as OpenFlow writes them, for Open vSwitch's text parser does not read
 *     all that it prints; empty where it reads them
 * @param packets in the order in which they come in
 */
public record DatapathCase(
        String name,
        Set<Reference> references,
        List<CaseMeter> meters,
        List<CaseFlow> flows,
        String openflow,
        List<CasePacket> packets) {
    public DatapathCase {
        references = Set.copyOf(references);
        meters = List.copyOf(meters);
        flows = List.copyOf(flows);
        packets = List.copyOf(packets);
    }

    /**
     * A flow as {@code ovs-appctl dpctl/add-flow} takes it, without blanks.
     *
     * @param key what it matches; ports are numbers from 1 to {@value Side#PORTS}
     * @param actions what it does
     */
    public record CaseFlow(String key, String actions) {
        /** The flow as Tandem reads it. */
        public Megaflow toMegaflow() throws OdpParseException {
            OdpMatch match = OdpKeyText.parseMasked(key, PortNames.any());
            return Megaflow.of(match.key(), match.mask(), OdpActionText.parse(actions, PortNames.any()));
        }

        /**
         * False where a packet may belong to this flow and to another. Texts of keys of frames that are cut short match more
         * than those, and some can't be read.
         */
        public boolean standsAlone(Collection<CaseFlow> others) {
            try {
                Megaflow one = toMegaflow();
                for (CaseFlow other : others) {
                    if (one.overlaps(other.toMegaflow())) {
                        return false;
                    }
                }
                return true;
            } catch (OdpParseException _) {
                return false;
            }
        }
    }

    /**
     * A meter with one band, which drops. Its bucket is full when the case begins, and time stands still.
     *
     * @param id as the flows name it; a meter is the same in all cases
     * @param unit what it counts
     * @param rate packets or kilobits a second
     * @param burst packets or kilobits at once
     */
    public record CaseMeter(int id, Unit unit, int rate, int burst) {
        /** What a meter counts; the words are OpenFlow's. */
        public enum Unit {
            PKTPS,
            KBPS
        }
    }

    /**
     * A packet that comes in.
     *
     * @param port its ingress port
     * @param frame the frame without FCS
     */
    public record CasePacket(int port, Bytes frame) {}

    /** A datapath that Tandem's is compared with. */
    public enum Reference {
        /** Open vSwitch's userspace datapath. */
        OVS,
        /** The openvswitch module of a kernel. */
        KERNEL
    }

    /** The case as a case file has it, complete in itself. */
    public String toText() {
        StringBuilder text = new StringBuilder(256);
        if (references.size() < Reference.values().length) {
            references.forEach(r -> text.append("only ")
                    .append(r.name().toLowerCase(Locale.ROOT))
                    .append('\n'));
        }
        text.append("case ").append(name).append('\n');
        for (CaseMeter m : meters) {
            text.append("meter %d %s %d %d%n"
                    .formatted(m.id(), m.unit().name().toLowerCase(Locale.ROOT), m.rate(), m.burst()));
        }
        flows.forEach(f -> text.append("flow ")
                .append(f.key())
                .append(' ')
                .append(f.actions())
                .append('\n'));
        if (!openflow.isEmpty()) {
            text.append("openflow ").append(openflow).append('\n');
        }
        packets.forEach(p -> text.append("packet ")
                .append(p.port())
                .append(' ')
                .append(p.frame())
                .append('\n'));
        return text.toString();
    }
}
