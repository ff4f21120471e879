package io.tandem.conformance.tc;

import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;
import java.util.Map;

/** Assertions that say what was found. */
final class Expect {
    private Expect() {}

    static void equal(String what, Object expected, Object found) throws CheckFailedException {
        if (!expected.equals(found)) {
            throw new CheckFailedException(what + ": expected " + expected + ", found " + found);
        }
    }

    static void that(boolean holds, String otherwise) throws CheckFailedException {
        if (!holds) {
            throw new CheckFailedException(otherwise);
        }
    }

    static void counts(String what, long packets, long bytes, RawCounters found) throws CheckFailedException {
        equal(
                what,
                packets + " packets, " + bytes + " bytes",
                found.packets() + " packets, " + found.bytes() + " bytes");
    }

    static Refusal refused(OffloadResult result) throws CheckFailedException {
        if (result instanceof OffloadResult.Refused refused) {
            return refused.refusal();
        }
        throw new CheckFailedException("expected a refusal, found " + result);
    }

    static OffloadResult.Modified modified(OffloadResult result) throws CheckFailedException {
        if (result instanceof OffloadResult.Modified modified) {
            return modified;
        }
        throw new CheckFailedException("expected a modified rule, found " + result);
    }

    static RuleSnapshot rule(Map<Ufid, RuleSnapshot> dump, Megaflow flow) throws CheckFailedException {
        RuleSnapshot rule = dump.get(flow.ufid());
        if (rule == null) {
            throw new CheckFailedException("the dump has no rule of " + flow.ufid());
        }
        return rule;
    }
}
