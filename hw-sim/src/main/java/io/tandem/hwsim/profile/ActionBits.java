package io.tandem.hwsim.profile;

/**
 * Where each part of a rule's action lies in its 192-bit action word. The NIC pops a tag first, then pushes one, then
 * rewrites addresses.
 */
public enum ActionBits {
    VERDICT(0, 2),
    PORT(8, 8),
    POP_VLAN(16, 1),
    PUSH_VLAN(17, 1),
    SET_ETH_DST(18, 1),
    SET_ETH_SRC(19, 1),
    /** The packet is looked up again, in another chain; nothing else is done then. */
    GOTO(20, 1),
    /** That chain. */
    GOTO_CHAIN(32, 32),
    PUSH_TPID(32, 16),
    /** The tag control information as it goes on the wire. */
    PUSH_TCI(48, 16),
    ETH_DST(64, 48),
    ETH_SRC(128, 48);

    /** Bits of the whole action word. */
    public static final int WIDTH = 192;

    /** 64-bit words of the whole action word. */
    public static final int WORDS = WIDTH / 64;

    private final int lsb;
    private final int width;

    ActionBits(int lsb, int width) {
        this.lsb = lsb;
        this.width = width;
    }

    /** The part's lowest bit in the action word. */
    public int lsb() {
        return lsb;
    }

    /** The part's width in bits; no part crosses a 64-bit word. */
    public int width() {
        return width;
    }
}
