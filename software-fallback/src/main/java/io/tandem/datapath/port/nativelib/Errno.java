package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.port.PortException;

/** Numbers that failed calls leave in errno, their names, and what to do. Source: asm-generic/errno.h. */
enum Errno {
    EPERM(1, "run as root, or give the program cap_net_raw, cap_net_admin and (for AF_XDP) cap_bpf"),
    ENOENT(2, "what was named does not exist; for /dev/net/tun run modprobe tun"),
    EINTR(4, "try again"),
    EIO(5, "bring the interface up: ip link set NAME up"),
    ENXIO(6, "there is no such interface (any more); ip link lists them"),
    E2BIG(7, "the kernel is older than this structure; Linux 5.9 or later is needed"),
    EBADF(9, "the port is closed"),
    EAGAIN(11, "try again"),
    ENOMEM(12, "free memory, or open fewer queues"),
    EACCES(13, "run as root, or give the program cap_net_raw, cap_net_admin and (for AF_XDP) cap_bpf"),
    EFAULT(14, "the kernel refused an address; this is an error of the program"),
    EBUSY(16, "somebody else has the interface: another XDP program, socket or TAP user; ip -d link shows it"),
    EEXIST(17, "somebody else has the interface: another XDP program; ip -d link shows it"),
    ENODEV(19, "there is no such interface; ip link lists them"),
    EINVAL(
            22,
            "the interface or the kernel does not support it: a TAP with another number of queues, an MTU that"
                    + " native XDP cannot carry, or another kind of interface"),
    EMFILE(24, "raise the limit of open files: ulimit -n"),
    ENOTTY(25, "the kernel does not know the request"),
    ENOSPC(28, "free memory, or open fewer queues"),
    EBADFD(77, "the interface was removed"),
    EMSGSIZE(90, "raise the MTU of the interface"),
    ENOPROTOOPT(92, "the kernel is too old; Linux 5.9 or later is needed"),
    EPROTONOSUPPORT(93, "the kernel lacks it: CONFIG_PACKET, CONFIG_XDP_SOCKETS"),
    EOPNOTSUPP(95, "the driver or the kernel does not support it"),
    EAFNOSUPPORT(97, "the kernel lacks it: CONFIG_PACKET, CONFIG_XDP_SOCKETS"),
    EADDRNOTAVAIL(99, "there is no such interface; ip link lists them"),
    ENETDOWN(100, "bring the interface up: ip link set NAME up"),
    ENOBUFS(105, "free memory, or open fewer queues");

    final int number;
    private final String advice;

    Errno(int number, String advice) {
        this.number = number;
        this.advice = advice;
    }

    /** True where a call answered this error, as a negative number. */
    boolean is(long answer) {
        return answer == -number;
    }

    /**
     * The error of a call.
     *
     * @param answer what {@link Libc} answered, negative
     */
    static PortException of(String port, String call, long answer) {
        for (Errno errno : values()) {
            if (errno.is(answer)) {
                return new PortException(port, call, errno.number, errno.name(), errno.advice);
            }
        }
        int number = (int) -answer;
        return new PortException(port, call, number, "errno " + number, "see errno(3) and the kernel's log");
    }

    /**
     * Passes a good answer on.
     *
     * @throws PortException where the answer is an error
     */
    static int check(String port, String call, long answer) throws PortException {
        if (answer < 0) {
            throw of(port, call, answer);
        }
        return (int) answer;
    }
}
