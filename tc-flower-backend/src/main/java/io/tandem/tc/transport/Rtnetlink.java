package io.tandem.tc.transport;

/** Message types and flags of rtnetlink. Source: linux/netlink.h and linux/rtnetlink.h, whose names these are. */
public final class Rtnetlink {
    public static final int RTM_NEWLINK = 16;
    public static final int RTM_DELLINK = 17;
    public static final int RTM_GETLINK = 18;
    public static final int RTM_NEWQDISC = 36;
    public static final int RTM_DELQDISC = 37;
    public static final int RTM_GETQDISC = 38;
    public static final int RTM_NEWTFILTER = 44;
    public static final int RTM_DELTFILTER = 45;
    public static final int RTM_GETTFILTER = 46;
    public static final int RTM_NEWACTION = 48;
    public static final int RTM_DELACTION = 49;
    public static final int RTM_GETACTION = 50;
    public static final int RTM_NEWCHAIN = 100;
    public static final int RTM_DELCHAIN = 101;
    public static final int RTM_GETCHAIN = 102;

    public static final int NLM_F_REQUEST = 0x1;
    public static final int NLM_F_MULTI = 0x2;
    public static final int NLM_F_ACK = 0x4;
    public static final int NLM_F_ECHO = 0x8;
    public static final int NLM_F_DUMP_INTR = 0x10;
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_EXCL = 0x200;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLM_F_APPEND = 0x800;
    /** NLM_F_ROOT and NLM_F_MATCH. */
    public static final int NLM_F_DUMP = 0x300;

    static final int NLM_F_CAPPED = 0x100;
    static final int NLM_F_ACK_TLVS = 0x200;
    static final int NLMSG_NOOP = 1;
    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;
    static final int NLMSG_OVERRUN = 4;
    /** Types below this are netlink's own. */
    static final int NLMSG_MIN_TYPE = 16;

    private static final int VERB = 3;
    private static final int GET = 2;

    /** True where a type asks for something: RTM_GET of any object. */
    public static boolean asks(int type) {
        return type >= NLMSG_MIN_TYPE && (type & VERB) == GET;
    }

    private Rtnetlink() {}
}
