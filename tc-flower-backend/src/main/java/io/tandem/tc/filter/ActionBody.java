package io.tandem.tc.filter;

import io.tandem.flow.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What an action does. Source: linux/tc_act/*.h. */
public sealed interface ActionBody {
    /** The name in TCA_ACT_KIND and on tc's command line. */
    default String kind() {
        return switch (this) {
            case Gact gact -> "gact";
            case Mirred mirred -> "mirred";
            case Vlan vlan -> "vlan";
            case Mpls mpls -> "mpls";
            case Pedit pedit -> "pedit";
            case Csum csum -> "csum";
            case TunnelKeySet set -> "tunnel_key";
            case TunnelKeyRelease release -> "tunnel_key";
            case Ct ct -> "ct";
            case Police police -> "police";
            case PoliceShared police -> "police";
            case Sample sample -> "sample";
            case Skbedit skbedit -> "skbedit";
            case Opaque opaque -> opaque.name();
        };
    }

    /** Nothing but its control: drop, pass, trap, goto chain. */
    record Gact() implements ActionBody {}

    /**
     * Gives the packet, or a copy, to a device. Source: tc_mirred.h.
     *
     * @param mirror a copy; else the packet itself, and the control is {@link TcControl#STOLEN}
     * @param ingress as if the device had received it; else it sends it
     * @param ifindex the device
     */
    record Mirred(boolean mirror, boolean ingress, int ifindex) implements ActionBody {}

    /**
     * A VLAN tag, or an Ethernet header. Source: tc_vlan.h.
     *
     * @param operation what is done
     * @param protocol TPID of a tag that is pushed or modified; 0 leaves it out
     * @param id 12 bits, for a tag that is pushed or modified
     * @param priority 3 bits; empty leaves it out
     * @param ethernetDestination 6 bytes where an Ethernet header is pushed
     * @param ethernetSource 6 bytes where an Ethernet header is pushed
     */
    record Vlan(
            VlanOperation operation,
            int protocol,
            OptionalInt id,
            OptionalInt priority,
            Bytes ethernetDestination,
            Bytes ethernetSource)
            implements ActionBody {
        /** TCA_VLAN_ACT_*, in their order from 1. */
        public enum VlanOperation {
            POP,
            PUSH,
            MODIFY,
            POP_ETH,
            PUSH_ETH
        }
    }

    /**
     * An entry of a label stack. Source: tc_mpls.h.
     *
     * @param operation what is done
     * @param protocol EtherType afterwards; 0 leaves it out
     * @param label 20 bits
     * @param tc 3 bits
     * @param ttl 8 bits, not 0
     * @param bos 1 bit
     */
    record Mpls(
            MplsOperation operation, int protocol, OptionalInt label, OptionalInt tc, OptionalInt ttl, OptionalInt bos)
            implements ActionBody {
        /** TCA_MPLS_ACT_*, in their order from 1. */
        public enum MplsOperation {
            POP,
            PUSH,
            MODIFY,
            DEC_TTL,
            MAC_PUSH
        }
    }

    /**
     * Writes words of headers, in order. Source: tc_pedit.h.
     *
     * @param extended each word says from which header it counts; else all count from the network header
     * @param keys the words
     */
    record Pedit(boolean extended, List<PeditKey> keys) implements ActionBody {
        public Pedit {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Computes checksums anew.
     *
     * @param layers bits of {@link ChecksumLayer}
     */
    record Csum(int layers) implements ActionBody {}

    /**
     * Gives the packet the tunnel header that a tunnel device will put in front. Source: tc_tunnel_key.h.
     *
     * @param id tunnel id; empty leaves it out
     * @param source 4 or 16 bytes
     * @param destination 4 or 16 bytes
     * @param destinationPort of UDP; empty leaves it out
     * @param tos empty leaves it out
     * @param ttl empty leaves it out
     * @param noChecksum the outer UDP checksum is zero; empty leaves the attribute out
     * @param dontFragment the outer packet must not be fragmented; since Linux 6.4
     * @param options of one kind
     */
    record TunnelKeySet(
            OptionalInt id,
            Bytes source,
            Bytes destination,
            OptionalInt destinationPort,
            OptionalInt tos,
            OptionalInt ttl,
            Optional<Boolean> noChecksum,
            boolean dontFragment,
            List<TunnelOption> options)
            implements ActionBody {
        public TunnelKeySet {
            options = List.copyOf(options);
        }
    }

    /** Forgets the tunnel header that the packet came in. */
    record TunnelKeyRelease() implements ActionBody {}

    /**
     * Looks the connection up. Source: tc_ct.h.
     *
     * @param flags TCA_CT_ACT_* bits of {@link CtFlag}
     * @param zone empty leaves it out
     * @param mark new mark and the bits that change
     * @param label 16 bytes and the bits that change, least significant byte first
     * @param nat addresses to translate to
     */
    record Ct(int flags, OptionalInt zone, Optional<Masked> mark, Optional<FlowerValue> label, Optional<NatRange> nat)
            implements ActionBody {
        /** A 32-bit value of which some bits count. */
        public record Masked(int value, int mask) {}

        /**
         * Addresses, and ports.
         *
         * @param first 4 or 16 bytes; none where only ports are given
         * @param last the last address; equal to the first where there is one
         * @param firstPort 0 where ports are left as they are
         * @param lastPort 0 where there is one port or none
         */
        public record NatRange(Bytes first, Bytes last, int firstPort, int lastPort) {}
    }

    /**
     * A meter with its rates. Its control is what happens to packets that exceed it. Source: TCA_POLICE_*.
     *
     * @param rate bytes a second; 0 for none
     * @param burst bytes
     * @param mtu larger packets exceed; 0 leaves it to the kernel, which with a rate takes 2,040 bytes: 255 times the
     *     size of a cell of the rate table that tc sends, else any
     * @param peakRate bytes a second; 0 for none
     * @param packetRate packets a second; 0 for none
     * @param packetBurst packets
     * @param overhead bytes added to each packet
     * @param linkLayer TC_LINKLAYER_*: 1 Ethernet, 2 ATM; 0 where not given, and means Ethernet
     * @param conform what happens to packets that don't; empty leaves it to the kernel: {@link TcControl#PASS}, which
     *     ends the list
     */
    record Police(
            long rate,
            long burst,
            int mtu,
            long peakRate,
            long packetRate,
            long packetBurst,
            int overhead,
            int linkLayer,
            Optional<TcControl> conform)
            implements ActionBody {}

    /** A meter that exists, named by {@link TcAction#index}. */
    record PoliceShared() implements ActionBody {}

    /**
     * Samples for psample. Source: tc_sample.h.
     *
     * @param rate one packet of that many
     * @param group of psample
     * @param truncate bytes of each sample; 0 for all
     */
    record Sample(int rate, int group, int truncate) implements ActionBody {}

    /**
     * Changes what the packet carries beside its bytes. Source: tc_skbedit.h.
     *
     * @param mark skb_mark
     * @param markMask the bits of it that change; empty for all
     * @param priority skb_priority
     * @param queue transmit queue
     * @param packetType PACKET_HOST 0, PACKET_BROADCAST 1, PACKET_MULTICAST 2, PACKET_OTHERHOST 3
     * @param inheritDsField the priority is taken from the IP header's DS field
     */
    record Skbedit(
            OptionalInt mark,
            OptionalInt markMask,
            OptionalInt priority,
            OptionalInt queue,
            OptionalInt packetType,
            boolean inheritDsField)
            implements ActionBody {}

    /**
     * An action read back that this model cannot say: of a kind that it has not, or with attributes that it has no place
     * for. Its number and control are in the options, and {@link TcAction} has them only where the kind is one of the
     * others here; else its control is {@link TcControl#PIPE} and means nothing.
     *
     * @param name the kind
     * @param options the payload of TCA_ACT_OPTIONS as it was
     */
    record Opaque(String name, Bytes options) implements ActionBody {}
}
