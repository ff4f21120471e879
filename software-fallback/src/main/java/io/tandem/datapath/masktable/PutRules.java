package io.tandem.datapath.masktable;

import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchEncoder;
import io.tandem.operation.FlowOperation.Put;
import io.tandem.operation.FlowOperationResult.Failed;
import io.tandem.validate.Errno;
import io.tandem.validate.KernelFlow;
import io.tandem.validate.KernelVerdict;
import io.tandem.validate.MatchValidator;
import java.util.Optional;

/** What a put must keep to, whatever flows there are. Thread-safe. */
@FunctionalInterface
public interface PutRules {
    /** The first rule that the put breaks. */
    Optional<Failed> check(Put put);

    /**
     * The kernel's rules for keys, masks and actions, with its errors: {@link KernelFlow}. A mask of bits that no netlink
     * attribute of such a key carries is invalid too, as it would be lost.
     */
    static PutRules kernel() {
        return put -> MatchValidator.check(put.key(), put.mask())
                .map(broken ->
                        new Failed(Errno.EINVAL, broken.field().path() + ": the datapath wants " + broken.sentence()))
                .or(() -> answer(put));
    }

    private static Optional<Failed> answer(Put put) {
        MatchAttributes match = MatchEncoder.KERNEL.encode(put.key(), put.mask());
        byte[] actions = ActionEncoder.encode(put.actions());
        return switch (KernelFlow.check(match.key(), Optional.of(match.mask()), actions)) {
            case KernelVerdict.Accepted _ -> Optional.empty();
            case KernelVerdict.Refused refused ->
                Optional.of(new Failed(refused.errno(), refused.subject() + ": " + refused.sentence()));
        };
    }
}
