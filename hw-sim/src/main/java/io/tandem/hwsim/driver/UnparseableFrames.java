package io.tandem.hwsim.driver;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import java.util.Optional;

/**
 * Flows of frames that the NIC's parser hands to the host unread. A rule for one would be accepted and never hit, so the
 * flow would look offloaded while software carries it. The list is that of nic_parser.sv.
 *
 * <p>Not here is what only some frames of a flow have: IPv6 extension headers and options of neighbour discovery beyond
 * what the parser has stages for, or beyond its window.
 */
final class UnparseableFrames {
    /** The refusal of a flow that only frames match which the NIC does not parse. */
    static Optional<Refusal> refuse(Megaflow flow) {
        int type = (int) flow.key().get(FlowField.ETH_TYPE);
        if (!flow.mask().isExact(FlowField.ETH_TYPE)) {
            return Optional.empty();
        }
        if (type == EtherType.NSH) {
            return refusal("the NIC does not parse NSH");
        }
        if (type < EtherType.MINIMUM && type != EtherType.NONE) {
            return refusal("the NIC's key has type 0x05ff for every frame with an 802.3 length and none of type 0x%04x"
                    .formatted(type));
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(String what) {
        return Optional.of(Refusal.translate(
                Refusal.Code.UNSUPPORTED_FIELD,
                FlowField.ETH_TYPE.path(),
                what + "; it gives such frames to the host"));
    }

    private UnparseableFrames() {}
}
