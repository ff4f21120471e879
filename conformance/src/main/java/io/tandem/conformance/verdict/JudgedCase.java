package io.tandem.conformance.verdict;

/** A flow and the kernel's verdict on it. */
public record JudgedCase(FlowCase flow, Verdict verdict) {
    /** The case as a line of a case file. */
    public String toLine() {
        return flow.toLine() + '\t' + verdict.word();
    }
}
