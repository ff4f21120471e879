package io.tandem.translate;

import io.tandem.backend.Refusal;

/** Ends a translation that comes to nothing. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    /** Says why. */
    public RefusedException(Refusal.Code code, String subject, String sentence) {
        super(sentence, null, false, false);
        refusal = Refusal.translate(code, subject, sentence);
    }

    /** Why there is no rule. */
    public Refusal refusal() {
        return refusal;
    }
}
