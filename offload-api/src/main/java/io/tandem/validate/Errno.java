package io.tandem.validate;

import java.util.Arrays;
import java.util.Optional;

/**
 * The errors with which a datapath answers a flow operation, by the names and numbers of the kernel.
 *
 * <p>Source: asm-generic/errno-base.h and asm-generic/errno.h.
 */
public enum Errno {
    EPERM(1),
    ENOENT(2),
    EIO(5),
    E2BIG(7),
    EBADF(9),
    EAGAIN(11),
    ENOMEM(12),
    EACCES(13),
    EBUSY(16),
    EEXIST(17),
    ENODEV(19),
    EINVAL(22),
    EFBIG(27),
    ENOSPC(28),
    ERANGE(34),
    EPROTONOSUPPORT(93),
    EPFNOSUPPORT(96),
    EAFNOSUPPORT(97),
    EOVERFLOW(75),
    EOPNOTSUPP(95),
    EMSGSIZE(90),
    ENOBUFS(105),
    ETIMEDOUT(110),
    ECONNREFUSED(111);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** The number, positive. */
    public int number() {
        return number;
    }

    /** The constant of that positive number. */
    public static Optional<Errno> of(int number) {
        return Arrays.stream(values()).filter(e -> e.number == number).findFirst();
    }

    /** The name of that positive number, or the number itself where it has none here. */
    public static String text(int number) {
        return of(number).map(Errno::name).orElse("errno " + number);
    }
}
