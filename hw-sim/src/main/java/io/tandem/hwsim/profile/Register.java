package io.tandem.hwsim.profile;

/** The registers of the control bus: 64 bits each, addressed by number. */
public enum Register {
    /** Read: {@link #ID_VALUE}. */
    ID(0x000),
    /** Read: the life of the device. Write: a new life begins, empty; the value written is its number. */
    GENERATION(0x001),
    PORTS(0x002),
    TUPLES(0x003),
    /** Buckets in each tuple's table, a power of two. */
    BUCKETS(0x004),
    /** Slots in each bucket, of which the first half is for the first hash. */
    WAYS(0x005),
    /** Bits of rules' counters, which wrap. Write: fewer than there are. */
    COUNTER_WIDTH(0x006),
    /** Longest frame in bytes without FCS. */
    MAX_FRAME(0x007),
    /** Entries whose rules have a mask each; their slots come after those of the tuples. */
    TCAM(0x008),
    /** Lookups of one packet at most, each in another chain; one that needs more goes to the host. */
    PASSES(0x009),
    /** Entries of the edit table. */
    EDITS(0x00a),
    /** Entries of the header table. */
    HEADERS(0x00b),
    /** Free-running clock cycles. */
    CYCLES(0x010),
    RX_PACKETS(0x011),
    RX_BYTES(0x012),
    UNPARSEABLE(0x013),
    HITS(0x014),
    MISSES(0x015),
    DROPPED(0x016),
    FORWARDED(0x017),
    TO_HOST(0x018),
    /** Packets that went to the host because the action of the rule that they hit has a parity error. */
    CORRUPT_PACKETS(0x019),
    /** The slot of the last such rule. */
    CORRUPT_SLOT(0x01a),
    /** Write: slot of the command. */
    COMMAND_SLOT(0x020),
    /** Write: slots that a range command covers. */
    COMMAND_COUNT(0x021),
    /** Write: the cycle from which on rules that were hit are no idle ones. */
    COMMAND_SINCE(0xe61),
    /** Write: starts a {@link Command}. Read: 1 while one is under way. */
    COMMAND(0x022),
    /** Read: answers waiting. Write: takes the first one off. */
    ANSWERS(0x023),
    /** First answer: its slot in bits 0 to 31, 1 in bit 32 where the slot holds a rule. */
    ANSWER_SLOT(0x024),
    ANSWER_PACKETS(0x025),
    ANSWER_BYTES(0x026),
    /** Cycle of the last hit, zero where there was none. */
    ANSWER_LAST_USED(0x027),
    ANSWER_UFID_HIGH(0x028),
    ANSWER_UFID_LOW(0x029),
    STAGED_UFID_HIGH(0x02a),
    STAGED_UFID_LOW(0x02b),
    /** Three words, the lowest first. */
    STAGED_ACTION(0x02c),
    /** Three words of the first answer's rule. */
    ANSWER_ACTION(0x030),
    /** Received packets of each port, from port 1 on. */
    PORT_RX_PACKETS(0x080),
    PORT_RX_BYTES(0x0a0),
    PORT_TX_PACKETS(0x0c0),
    PORT_TX_BYTES(0x0e0),
    /** Packets received by each port that rules dropped. */
    PORT_RX_DROPPED(0xe40),
    /** One for each tuple: 1 where it takes part in lookups. */
    TUPLE_ENABLE(0x100),
    /** {@link KeyBits#WORDS} words, the lowest first. */
    STAGED_KEY(0x200),
    /** As many words of the first answer's rule. */
    ANSWER_KEY(0x220),
    /** As many words: the mask of a rule for the TCAM. */
    STAGED_MASK(0x240),
    /** As many words: the mask of the first answer's rule. */
    ANSWER_MASK(0x260),
    /** As many words for each tuple, the lowest first: the mask. Each tuple's start {@link #MASK_STRIDE} after the last's. */
    TUPLE_MASK(0x800),
    /** {@link EditBits#WORDS} words, the lowest first. */
    STAGED_EDIT(0xe00),
    /** {@link HeaderBits#WORDS} words, the lowest first. */
    STAGED_HEADER(0xe80),
    /** Write: faults on purpose. Bit 0: actions are stored with a bit flipped. Bit 1: counters do not count. */
    INJECT(0xe60);

    /** From one tuple's first {@link #TUPLE_MASK} word to the next one's. */
    public static final int MASK_STRIDE = 16;

    /** What {@link #ID} reads: "TNDM" and the version of this interface. */
    public static final long ID_VALUE = 0x544e444d_00000001L;

    private final int address;

    Register(int address) {
        this.address = address;
    }

    /** The register's number; of an array, the first one's. */
    public int address() {
        return address;
    }
}
