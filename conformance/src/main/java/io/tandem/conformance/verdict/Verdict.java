package io.tandem.conformance.verdict;

import io.tandem.validate.Errno;
import io.tandem.validate.KernelFlow;
import io.tandem.validate.KernelVerdict;
import java.util.regex.Pattern;

/**
 * What a kernel says of a flow: {@code ok}, or the name of an error.
 *
 * @param word as it stands in a case file
 */
public record Verdict(String word) {
    private static final Pattern WORD = Pattern.compile("ok|E[A-Z0-9]+|errno-[0-9]+");

    /** The kernel takes the flow. */
    public static final Verdict OK = new Verdict("ok");

    public Verdict {
        if (!WORD.matcher(word).matches()) {
            throw new IllegalArgumentException("not a verdict: `" + word + "`");
        }
    }

    /** The verdict for an errno, 0 or positive. An error without a name here is {@code errno-N}. */
    public static Verdict of(int errno) {
        return errno == 0 ? OK : new Verdict(Errno.of(errno).map(Errno::name).orElse("errno-" + errno));
    }

    /** What Tandem says of a flow. */
    public static Verdict ofTandem(FlowCase flow) {
        return switch (KernelFlow.check(flow.key(), flow.mask(), flow.actions())) {
            case KernelVerdict.Accepted _ -> OK;
            case KernelVerdict.Refused refused -> new Verdict(refused.errno().name());
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
