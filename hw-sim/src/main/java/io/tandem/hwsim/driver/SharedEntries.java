package io.tandem.hwsim.driver;

import io.tandem.flow.Ufid;
import io.tandem.hwsim.profile.ActionBits;
import java.util.List;
import java.util.Optional;

/** The NIC's tables that actions refer to. Not thread-safe. */
final class SharedEntries {
    private final EntryTable edits;
    private final EntryTable headers;

    SharedEntries(NicCapabilities nic) {
        this.edits = new EntryTable(nic.edits(), NicOperations::writeEdit);
        this.headers = new EntryTable(nic.headers(), NicOperations::writeHeader);
    }

    /** A rule with the entries that its action refers to, instead of those that it had; empty where a table is full. */
    Optional<NicRule> resolve(Ufid ufid, RuleTranslator.Outcome.Rule wanted, NicOperations operations) {
        Optional<List<Integer>> made = edits.assign(ufid, wanted.edits(), operations);
        Optional<List<Integer>> headed =
                made.isPresent() ? headers.assign(ufid, wanted.headers(), operations) : Optional.empty();
        return headed.map(entries ->
                wanted.rule().referring(ActionBits.EDIT0, made.orElseThrow()).referring(ActionBits.HEADER0, entries));
    }

    /** What that entry of the edit table holds; empty where no rule refers to it. */
    Optional<NicEntry> edit(int index) {
        return edits.at(index);
    }

    /** Likewise of the header table. */
    Optional<NicEntry> header(int index) {
        return headers.at(index);
    }

    /** Takes back what a rule has, once the operations that take away the rule are on their way. */
    void release(Ufid ufid) {
        edits.release(ufid);
        headers.release(ufid);
    }
}
