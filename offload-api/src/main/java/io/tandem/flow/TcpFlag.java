package io.tandem.flow;

/** TCP header flags by the names of ODP text, lowest bit first. Source: RFC 9293 section 3.1, RFC 3540 for ns. */
public enum TcpFlag implements NamedFlag {
    FIN(0x001, "fin"),
    SYN(0x002, "syn"),
    RST(0x004, "rst"),
    PSH(0x008, "psh"),
    ACK(0x010, "ack"),
    URG(0x020, "urg"),
    ECE(0x040, "ece"),
    CWR(0x080, "cwr"),
    NS(0x100, "ns"),
    BIT_9(0x200, "[200]"),
    BIT_10(0x400, "[400]"),
    BIT_11(0x800, "[800]");

    private final int bit;
    private final String text;

    TcpFlag(int bit, String text) {
        this.bit = bit;
        this.text = text;
    }

    @Override
    public int bit() {
        return bit;
    }

    @Override
    public String text() {
        return text;
    }
}
