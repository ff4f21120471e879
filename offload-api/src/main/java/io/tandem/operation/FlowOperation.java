package io.tandem.operation;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that is asked of a datapath. Immutable.
 *
 * <p>Source: struct dpif_op in Open vSwitch's lib/dpif.h; enum ovs_flow_cmd and ovs_packet_cmd in linux/openvswitch.h.
 */
public sealed interface FlowOperation {
    /**
     * Adds a flow or changes its actions.
     *
     * @param ufid the flow's identity; empty where its key is its identity
     * @param key the key, with bits outside the mask or without: they take part in the identity of a flow that has no
     *     ufid, and in the search for a flow that overlaps
     * @param mask the bits matched
     * @param actions what is done with a packet; none at all drops it
     * @param flags what the put may do: {@link PutFlag#CREATE}, {@link PutFlag#MODIFY} or both, and more
     */
    record Put(Optional<Ufid> ufid, FlowKey key, FlowMask mask, List<OdpAction> actions, Set<PutFlag> flags)
            implements FlowOperation {
        public Put {
            actions = List.copyOf(actions);
            flags = Set.copyOf(flags);
            if (!flags.contains(PutFlag.CREATE) && !flags.contains(PutFlag.MODIFY)) {
                throw new IllegalArgumentException("a put creates, modifies or does either");
            }
        }

        /** A put of that flow under its ufid. */
        public static Put of(Megaflow flow, PutFlag first, PutFlag... more) {
            return new Put(Optional.of(flow.ufid()), flow.key(), flow.mask(), flow.actions(), EnumSet.of(first, more));
        }

        /** The identity that a new flow gets. */
        public FlowId id() {
            return ufid.isPresent() ? FlowId.of(ufid.get()) : FlowId.of(key);
        }

        /** True where the put carries that flag. */
        public boolean has(PutFlag flag) {
            return flags.contains(flag);
        }
    }

    /**
     * Removes a flow.
     *
     * @param id which one
     */
    record Delete(FlowId id) implements FlowOperation {}

    /**
     * Reads a flow.
     *
     * @param id which one
     */
    record Get(FlowId id) implements FlowOperation {}

    /**
     * Carries actions out on a packet, whatever flows there are.
     *
     * @param packet the Ethernet frame without FCS
     * @param key the packet's metadata: input port, recirculation id; the headers are taken from the packet
     * @param actions what is done with it
     * @param probe true where nobody is to be told of an error but the caller
     */
    record Execute(byte[] packet, FlowKey key, List<OdpAction> actions, boolean probe) implements FlowOperation {
        public Execute {
            packet = packet.clone();
            actions = List.copyOf(actions);
        }

        /** A copy of the frame. */
        @Override
        public byte[] packet() {
            return packet.clone();
        }

        /** Bytes of the frame. */
        public int size() {
            return packet.length;
        }
    }
}
