package io.tandem.hwsim.profile;

/** The registers of the control bus, which is AXI4-Lite: 64 bits each. The table is docs/registers.md too. */
public enum Register {
    // number, how many, access, meaning
    ID(0x000, Access.READ, "\"TNDM\" and the version of this interface"),
    GENERATION(0x001, Access.BOTH, "the life of the device; a write begins a new one, empty, of the number written"),
    PORTS(0x002, Access.READ, "ports, numbered from 1"),
    TUPLES(0x003, Access.READ, "masks"),
    BUCKETS(0x004, Access.READ, "buckets in each tuple's table, a power of two"),
    WAYS(0x005, Access.READ, "slots in each bucket, of which the first half is for the first hash"),
    COUNTER_WIDTH(0x006, Access.BOTH, "bits of rules' counters, which wrap; fewer than there are can be written"),
    MAX_FRAME(0x007, Access.READ, "longest frame in bytes without FCS"),
    TCAM(0x008, Access.READ, "entries whose rules have a mask each; their slots come after those of the tuples"),
    PASSES(
            0x009,
            Access.READ,
            "lookups of one packet at most, each in another chain; one that needs more goes to the host"),
    EDITS(0x00a, Access.READ, "entries of the edit table"),
    HEADERS(0x00b, Access.READ, "entries of the header table"),
    TUNNEL_OPTIONS(
            0x00c,
            Access.READ,
            "bytes of Geneve's options that a key has; packets with more keep their tunnel's header and go to the host"),
    METERS(0x00d, Access.READ, "entries of the meter table, of which entry 0 is none"),
    MILLISECOND(0x00e, Access.READ, "clock cycles of a millisecond, as meters reckon"),
    FEATURES(
            0x00f,
            Access.READ,
            "what not every NIC does; bit 0: rewrites IPv6; bit 1: matches times to live; bit 2: samples; bit 3: tracks connections"),
    CYCLES(0x010, Access.READ, "clock cycles, free-running"),
    RX_PACKETS(0x011, Access.READ, "packets received by all ports"),
    RX_BYTES(0x012, Access.READ, "bytes of them, whole frames without FCS"),
    UNPARSEABLE(0x013, Access.READ, "packets that went to the host unread"),
    HITS(0x014, Access.READ, "packets that a rule was found for"),
    MISSES(0x015, Access.READ, "packets that none was found for"),
    DROPPED(0x016, Access.READ, "packets that rules dropped"),
    FORWARDED(0x017, Access.READ, "packets that left by ports"),
    TO_HOST(0x018, Access.READ, "packets that went to the host"),
    CORRUPT_PACKETS(
            0x019, Access.READ, "packets that went to the host because an entry that they needed has a parity error"),
    PARITY_LOG(
            0x01a,
            Access.READ,
            "the oldest entry found with a parity error that was not read yet, as ParityBits says, zero where there is none; a read takes it away"),
    METERED(0x01b, Access.READ, "packets that meters dropped, which are among those that rules did"),
    PARITY_ERRORS(
            0x020,
            Each.TABLE,
            Access.READ,
            "times that a packet, a command or the scrub found an entry of each table with a parity error, in the order of their codes"),
    PARITY_FIRST(0x028, Each.TABLE, Access.READ, "the first entry of each table that was found so in this life"),
    PARITY_LAST(0x030, Each.TABLE, Access.READ, "the last one"),
    PORT_RX_PACKETS(0x080, Each.PORT, Access.READ, "packets received by each port, from port 1 on"),
    PORT_RX_BYTES(0x0a0, Each.PORT, Access.READ, "bytes of them"),
    PORT_TX_PACKETS(0x0c0, Each.PORT, Access.READ, "packets sent by each port"),
    PORT_TX_BYTES(0x0e0, Each.PORT, Access.READ, "bytes of them"),
    PORT_RX_DROPPED(0xe40, Each.PORT, Access.READ, "packets received by each port that rules dropped"),
    SAMPLE_FIRST(
            0xe66,
            Access.WRITE,
            "where the numbers begin by which packets are chosen: the first word of a state of xorshift128+"),
    SAMPLE_SECOND(0xe67, Access.WRITE, "its second word; not both are zero"),
    INJECT(0xe60, Access.WRITE, "faults on purpose; bit 0: counters do not count; bit 1: WRITE is rejected");

    /** Bytes of a register. */
    public static final int BYTES = 8;

    /** The bit of {@link #FEATURES} of a NIC that rewrites IPv6. */
    public static final int REWRITES_IPV6 = 1;

    /** The bit of {@link #FEATURES} of a NIC that matches times to live. */
    public static final int MATCHES_TTL = 2;

    /** The bit of {@link #FEATURES} of a NIC that has copies leave for some packets only. */
    public static final int SAMPLES = 4;

    /** The bit of {@link #FEATURES} of a NIC that knows packets of connections. */
    public static final int TRACKS = 8;

    /** What {@link #ID} reads: "TNDM" and the version of this interface. */
    public static final long ID_VALUE = 0x544e444d_00000003L;

    /** Ports that the addresses leave room for. */
    private static final class Limits {
        static final int PORTS = 32;
    }

    /** What there is one register of, or a few. */
    private enum Each {
        NIC(1),
        PORT(Limits.PORTS),
        TABLE(NicTable.COUNT);

        private final int most;

        Each(int most) {
            this.most = most;
        }
    }

    private final int number;
    private final Each each;
    private final Access access;
    private final String meaning;

    Register(int number, Access access, String meaning) {
        this(number, Each.NIC, access, meaning);
    }

    Register(int number, Each each, Access access, String meaning) {
        this.number = number;
        this.each = each;
        this.access = access;
        this.meaning = meaning;
    }

    /** What can be done with a register. Anything else is answered by SLVERR. */
    public enum Access {
        READ,
        WRITE,
        BOTH;

        /** True where it can be read. */
        public boolean reads() {
            return this != WRITE;
        }

        /** True where it can be written. */
        public boolean writes() {
            return this != READ;
        }
    }

    /** The register's number; of an array, the first one's. */
    public int number() {
        return number;
    }

    /** Its address on the bus in bytes. */
    public int address() {
        return number * BYTES;
    }

    /** How many registers it is, one after the other, at most. */
    public int most() {
        return each.most;
    }

    /** True where a NIC with so many ports has that one of its registers. */
    public boolean has(int index, int ports) {
        return index >= 0
                && switch (each) {
                    case NIC -> index == 0;
                    case PORT -> index < ports;
                    case TABLE -> index < each.most;
                };
    }

    /** The same in SystemVerilog: an expression of {@code number} and {@code ports}. */
    String has() {
        String from = "number >= REG_%s && int'(number) - int'(REG_%s)".formatted(name(), name());
        return switch (each) {
            case NIC -> "number == REG_" + name();
            case PORT -> from + " < ports";
            case TABLE -> from + " < " + each.most;
        };
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
