package io.tandem.tc.held;

import io.tandem.tc.transport.TcAnswer;
import java.util.Locale;

/** What the kernel's errors say of a filter. Numbers are those of asm-generic/errno.h. */
public final class TcErrors {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EAGAIN = 11;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENOSPC = 28;
    public static final int EOPNOTSUPP = 95;
    public static final int ENOBUFS = 105;

    private TcErrors() {}

    /** True where asking once more can help. */
    public static boolean passing(TcAnswer answer) {
        return answer.errno() == EAGAIN || answer.errno() == EBUSY || answer.errno() == ENOBUFS;
    }

    /** True where the filter's device, or its ingress qdisc, is not there: with it all filters went. */
    public static boolean placeGone(TcAnswer answer) {
        return answer.errno() == ENODEV
                || answer.errno() == EINVAL
                        && answer.words().toLowerCase(Locale.ROOT).contains("qdisc");
    }

    /**
     * True where somebody else has a filter of another kind or protocol at that priority. Source: net/sched/cls_api.c,
     * tc_new_tfilter.
     */
    public static boolean priorityTaken(TcAnswer answer) {
        return answer.errno() == EINVAL
                && (answer.words().contains("filter kind") || answer.words().contains("priority/protocol"));
    }
}
