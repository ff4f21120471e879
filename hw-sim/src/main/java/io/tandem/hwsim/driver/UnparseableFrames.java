package io.tandem.hwsim.driver;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import java.util.Optional;
import java.util.Set;

/**
 * Flows of frames that the NIC's parser hands to the host unread. A rule for one would be accepted and never hit, so the
 * flow would look offloaded while software carries it. The list is that of nic_parser.sv.
 */
final class UnparseableFrames {
    private static final Set<Integer> TYPES = Set.of(
            EtherType.MPLS_UNICAST,
            EtherType.MPLS_MULTICAST,
            EtherType.NSH,
            EtherType.VLAN_8021Q,
            EtherType.VLAN_8021AD);

    /** Hop-by-hop, routing, fragment, authentication and destination options headers. */
    private static final Set<Integer> IPV6_EXTENSIONS = Set.of(0, 43, 44, 51, 60);

    /** The refusal of a flow that only frames match which the NIC does not parse. */
    static Optional<Refusal> refuse(Megaflow flow) {
        int type = (int) flow.key().get(FlowField.ETH_TYPE);
        if (!flow.mask().isExact(FlowField.ETH_TYPE)) {
            return Optional.empty();
        }
        if (type < EtherType.MINIMUM || TYPES.contains(type)) {
            return refusal(
                    FlowField.ETH_TYPE,
                    "the NIC does not parse frames of type 0x%04x (802.3 lengths, MPLS, NSH, a third tag)"
                            .formatted(type));
        }
        if (type != EtherType.IPV6) {
            return Optional.empty();
        }
        if (flow.key().get(FlowField.IPV6_FRAG) != 0) {
            return refusal(FlowField.IPV6_FRAG, "the NIC does not parse IPv6 fragments");
        }
        int protocol = (int) flow.key().get(FlowField.IPV6_PROTO);
        if (flow.mask().isExact(FlowField.IPV6_PROTO) && IPV6_EXTENSIONS.contains(protocol)) {
            return refusal(FlowField.IPV6_PROTO, "the NIC does not parse IPv6 extension headers");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(FlowField field, String what) {
        return Optional.of(
                Refusal.translate(Refusal.Code.UNSUPPORTED_FIELD, field.path(), what + "; it gives them to the host"));
    }

    private UnparseableFrames() {}
}
