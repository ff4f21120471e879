package io.tandem.tc.filter;

/**
 * What happens to a packet after an action. Source: linux/pkt_cls.h, TC_ACT_*.
 *
 * @param code the number in tc_gen's action
 */
public record TcControl(int code) {
    public static final TcControl CONTINUE = new TcControl(-1);
    public static final TcControl PASS = new TcControl(0);
    public static final TcControl RECLASSIFY = new TcControl(1);
    public static final TcControl DROP = new TcControl(2);
    /** On to the next action. */
    public static final TcControl PIPE = new TcControl(3);
    /** The action has taken the packet. */
    public static final TcControl STOLEN = new TcControl(4);
    /** To the host, out of hardware. */
    public static final TcControl TRAP = new TcControl(8);

    private static final int JUMP = 1 << 28;
    private static final int GOTO_CHAIN = 2 << 28;
    private static final int ARGUMENT = (1 << 28) - 1;

    /**
     * The list begins again, without its first {@code actions}: in a list whose first action has number 0, it goes on with
     * the action of that number. At most {@code TCA_ACT_MAX_PRIO} times for a packet. Source: net/sched/act_api.c,
     * tcf_action_exec.
     */
    public static TcControl jump(int actions) {
        return new TcControl(JUMP | actions & ARGUMENT);
    }

    /** On to the filters of another chain. */
    public static TcControl gotoChain(int chain) {
        return new TcControl(GOTO_CHAIN | chain & ARGUMENT);
    }

    /** True for {@link #jump}. */
    public boolean isJump() {
        return (code & ~ARGUMENT) == JUMP;
    }

    /** True for {@link #gotoChain}. */
    public boolean isGotoChain() {
        return (code & ~ARGUMENT) == GOTO_CHAIN;
    }

    /** With how many actions left out a jump begins the list again, or which chain is next. */
    public int argument() {
        return code & ARGUMENT;
    }
}
