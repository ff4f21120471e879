package io.tandem.validate;

/** Ends a check with the answer that the kernel would give. */
final class KernelRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errno errno;
    private final String subject;

    KernelRefusal(Errno errno, String subject, String sentence) {
        super(sentence);
        this.errno = errno;
        this.subject = subject;
    }

    static KernelRefusal invalid(String subject, String sentence) {
        return new KernelRefusal(Errno.EINVAL, subject, sentence);
    }

    KernelVerdict.Refused verdict() {
        return new KernelVerdict.Refused(errno, subject, String.valueOf(getMessage()));
    }
}
