package io.tandem.datapath.masktable;

import io.tandem.operation.FlowOperation.Put;
import io.tandem.operation.FlowOperationResult.Failed;
import io.tandem.validate.Errno;
import io.tandem.validate.MatchValidator;
import java.util.Optional;

/** What a put must keep to, whatever flows there are. Thread-safe. */
@FunctionalInterface
public interface PutRules {
    /** The first rule that the put breaks. */
    Optional<Failed> check(Put put);

    /** The kernel's rules for keys and masks; source: match_validate in net/openvswitch/flow_netlink.c. */
    static PutRules match() {
        return put -> MatchValidator.check(put.key(), put.mask())
                .map(broken ->
                        new Failed(Errno.EINVAL, broken.field().path() + ": the datapath wants " + broken.sentence()));
    }
}
