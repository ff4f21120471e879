package io.tandem.hwsim.profile;

/** The registers of the control bus: 64 bits each, addressed by number. The table is docs/registers.md too. */
public enum Register {
    // number, words, access, meaning
    ID(0x000, 1, Access.READ, "\"TNDM\" and the version of this interface"),
    GENERATION(0x001, 1, Access.BOTH, "the life of the device; a write begins a new one, empty, of the number written"),
    PORTS(0x002, 1, Access.READ, "ports, numbered from 1"),
    TUPLES(0x003, 1, Access.READ, "masks"),
    BUCKETS(0x004, 1, Access.READ, "buckets in each tuple's table, a power of two"),
    WAYS(0x005, 1, Access.READ, "slots in each bucket, of which the first half is for the first hash"),
    COUNTER_WIDTH(0x006, 1, Access.BOTH, "bits of rules' counters, which wrap; fewer than there are can be written"),
    MAX_FRAME(0x007, 1, Access.READ, "longest frame in bytes without FCS"),
    TCAM(0x008, 1, Access.READ, "entries whose rules have a mask each; their slots come after those of the tuples"),
    PASSES(
            0x009,
            1,
            Access.READ,
            "lookups of one packet at most, each in another chain; one that needs more goes to the host"),
    EDITS(0x00a, 1, Access.READ, "entries of the edit table"),
    HEADERS(0x00b, 1, Access.READ, "entries of the header table"),
    TUNNEL_OPTIONS(
            0x00c,
            1,
            Access.READ,
            "bytes of Geneve's options that a key has; packets with more keep their tunnel's header and go to the host"),
    METERS(0x00d, 1, Access.READ, "entries of the meter table, of which entry 0 is none"),
    MILLISECOND(0x00e, 1, Access.READ, "clock cycles of a millisecond, as meters reckon"),
    FEATURES(
            0x00f,
            1,
            Access.READ,
            "what not every NIC does; bit 0: rewrites IPv6; bit 1: matches times to live; bit 2: samples; bit 3: tracks connections"),
    CYCLES(0x010, 1, Access.READ, "clock cycles, free-running"),
    RX_PACKETS(0x011, 1, Access.READ, "packets received by all ports"),
    RX_BYTES(0x012, 1, Access.READ, "bytes of them, whole frames without FCS"),
    UNPARSEABLE(0x013, 1, Access.READ, "packets that went to the host unread"),
    HITS(0x014, 1, Access.READ, "packets that a rule was found for"),
    MISSES(0x015, 1, Access.READ, "packets that none was found for"),
    DROPPED(0x016, 1, Access.READ, "packets that rules dropped"),
    FORWARDED(0x017, 1, Access.READ, "packets that left by ports"),
    TO_HOST(0x018, 1, Access.READ, "packets that went to the host"),
    CORRUPT_PACKETS(
            0x019,
            1,
            Access.READ,
            "packets that went to the host because the action of the rule that they hit has a parity error"),
    CORRUPT_SLOT(0x01a, 1, Access.READ, "the slot of the last such rule"),
    METERED(0x01b, 1, Access.READ, "packets that meters dropped, which are among those that rules did"),
    COMMAND_SLOT(0x020, 1, Access.WRITE, "slot of the command, or entry of a table"),
    COMMAND_COUNT(0x021, 1, Access.WRITE, "slots that a range command covers"),
    COMMAND_SINCE(0xe61, 1, Access.WRITE, "the cycle from which on rules that were hit are no idle ones"),
    COMMAND(0x022, 1, Access.BOTH, "a write starts a command; 1 while one is under way"),
    ANSWERS(0x023, 1, Access.BOTH, "answers waiting; a write takes the first one off"),
    ANSWER_SLOT(
            0x024, 1, Access.READ, "first answer: its slot in bits 0 to 31, 1 in bit 32 where the slot holds a rule"),
    ANSWER_PACKETS(0x025, 1, Access.READ, "first answer: packets"),
    ANSWER_BYTES(0x026, 1, Access.READ, "first answer: bytes"),
    ANSWER_LAST_USED(0x027, 1, Access.READ, "first answer: cycle of the last hit, zero where there was none"),
    ANSWER_UFID_HIGH(0x028, 1, Access.READ, "first answer: the rule's ufid"),
    ANSWER_UFID_LOW(0x029, 1, Access.READ, "its lower half"),
    STAGED_UFID_HIGH(0x02a, 1, Access.WRITE, "the ufid that a command stores"),
    STAGED_UFID_LOW(0x02b, 1, Access.WRITE, "its lower half"),
    STAGED_ACTION(0x02c, ActionBits.WORDS, Access.WRITE, "the action that a command stores, the lowest word first"),
    ANSWER_ACTION(0x030, ActionBits.WORDS, Access.READ, "first answer: the rule's action"),
    PORT_RX_PACKETS(0x080, Limits.PORTS, Access.READ, "packets received by each port, from port 1 on"),
    PORT_RX_BYTES(0x0a0, Limits.PORTS, Access.READ, "bytes of them"),
    PORT_TX_PACKETS(0x0c0, Limits.PORTS, Access.READ, "packets sent by each port"),
    PORT_TX_BYTES(0x0e0, Limits.PORTS, Access.READ, "bytes of them"),
    PORT_RX_DROPPED(0xe40, Limits.PORTS, Access.READ, "packets received by each port that rules dropped"),
    TUPLE_ENABLE(0x100, Limits.TUPLES, Access.BOTH, "one for each tuple: 1 where it takes part in lookups"),
    STAGED_KEY(0x200, KeyBits.WORDS, Access.WRITE, "the key that a command stores, the lowest word first"),
    ANSWER_KEY(0x220, KeyBits.WORDS, Access.READ, "first answer: the rule's key"),
    STAGED_MASK(0x240, KeyBits.WORDS, Access.WRITE, "the mask of a rule for the TCAM"),
    ANSWER_MASK(0x260, KeyBits.WORDS, Access.READ, "first answer: the rule's mask"),
    TUPLE_MASK(
            0x600,
            Limits.TUPLES * Limits.MASK_STRIDE,
            Access.BOTH,
            "the mask of each tuple, the lowest word first, a tuple every 16 words"),
    STAGED_EDIT(0xe00, EditBits.WORDS, Access.WRITE, "the edit that a command stores, the lowest word first"),
    STAGED_HEADER(0xe80, HeaderBits.WORDS, Access.WRITE, "the header that a command stores, the lowest word first"),
    STAGED_METER(0xe62, MeterBits.WORDS, Access.WRITE, "a meter, the lowest word first"),
    METER(
            0xe64,
            1,
            Access.WRITE,
            "gives the entry of that number the staged meter and a full bucket; while no packet is inside"),
    SAMPLE_SEED(
            0xe66,
            2,
            Access.WRITE,
            "where the numbers begin by which packets are chosen: a state of xorshift128+, the first word first"),
    INJECT(
            0xe60,
            1,
            Access.WRITE,
            "faults on purpose; bit 0: actions are stored with a bit flipped; bit 1: counters do not count");

    /** From one tuple's first {@link #TUPLE_MASK} word to the next one's. */
    public static final int MASK_STRIDE = Limits.MASK_STRIDE;

    /** The bit of {@link #FEATURES} of a NIC that rewrites IPv6. */
    public static final int REWRITES_IPV6 = 1;

    /** The bit of {@link #FEATURES} of a NIC that matches times to live. */
    public static final int MATCHES_TTL = 2;

    /** The bit of {@link #FEATURES} of a NIC that has copies leave for some packets only. */
    public static final int SAMPLES = 4;

    /** The bit of {@link #FEATURES} of a NIC that knows packets of connections. */
    public static final int TRACKS = 8;

    /** What {@link #ID} reads: "TNDM" and the version of this interface. */
    public static final long ID_VALUE = 0x544e444d_00000001L;

    /** What the addresses leave room for. */
    private static final class Limits {
        static final int PORTS = 32;
        static final int TUPLES = 128;
        static final int MASK_STRIDE = 16;
    }

    private final int address;
    private final int words;
    private final Access access;
    private final String meaning;

    Register(int address, int words, Access access, String meaning) {
        this.address = address;
        this.words = words;
        this.access = access;
        this.meaning = meaning;
    }

    /** What can be done with a register; a read of one that is only written answers zero. */
    public enum Access {
        READ,
        WRITE,
        BOTH
    }

    /** The register's number; of an array, the first one's. */
    public int address() {
        return address;
    }

    /** How many registers it is, one after the other, at most. */
    public int words() {
        return words;
    }

    /** What can be done with it. */
    public Access access() {
        return access;
    }

    /** What it says or does. */
    public String meaning() {
        return meaning;
    }
}
