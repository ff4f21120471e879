package io.tandem.conformance.datapath;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Prerequisite;
import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchEncoder;
import io.tandem.validate.KernelFlow;
import io.tandem.validate.KernelVerdict;
import java.util.List;
import java.util.Optional;

/** A flow as a kernel before 6.7 is given it: the values of its netlink attributes. */
public record KernelEncoding(byte[] key, byte[] mask, byte[] actions) {
    /** Encodes a flow. */
    public static KernelEncoding of(Megaflow flow) {
        MatchAttributes match = MatchEncoder.KERNEL.encode(flagged(flow.key()), flow.mask());
        return new KernelEncoding(match.key(), match.mask(), ActionEncoder.encode(withoutDrops(flow.actions())));
    }

    /** True where Tandem's own check says that the kernel takes it. */
    public boolean accepted() {
        return KernelFlow.check(key, Optional.of(mask), actions) instanceof KernelVerdict.Accepted;
    }

    /** With flags where it is of TCP, for the kernel wants them in the key and the encoder leaves out zeros. */
    private static FlowKey flagged(FlowKey key) {
        if (!Prerequisite.TCP.holds(key) || !key.isZero(FlowField.TCP_FLAGS)) {
            return key;
        }
        long[] words = key.toWords();
        words[FlowField.TCP_FLAGS.word()] |= 1L << FlowField.TCP_FLAGS.shift();
        return FlowKey.ofWords(words);
    }

    /** There was no drop action then; an empty list is one. */
    private static List<OdpAction> withoutDrops(List<OdpAction> actions) {
        return actions.stream()
                .filter(action -> !(action instanceof OdpAction.Drop))
                .map(action -> action instanceof OdpAction.CheckPktLen(int length, var greater, var others)
                        ? new OdpAction.CheckPktLen(length, withoutDrops(greater), withoutDrops(others))
                        : action)
                .toList();
    }
}
