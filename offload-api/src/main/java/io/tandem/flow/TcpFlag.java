package io.tandem.flow;

import java.util.Optional;

/** TCP header flags by the names of ODP text, lowest bit first. Source: RFC 9293 section 3.1, RFC 3540 for ns. */
public enum TcpFlag {
    FIN("fin"),
    SYN("syn"),
    RST("rst"),
    PSH("psh"),
    ACK("ack"),
    URG("urg"),
    ECE("ece"),
    CWR("cwr"),
    NS("ns"),
    BIT_9("[200]"),
    BIT_10("[400]"),
    BIT_11("[800]");

    private final String text;

    TcpFlag(String text) {
        this.text = text;
    }

    /** The flag's bit in the twelve flag bits of the header. */
    public int bit() {
        return 1 << ordinal();
    }

    /** The flag's name in ODP text. */
    public String text() {
        return text;
    }

    /** The flag of that name. */
    public static Optional<TcpFlag> named(String text) {
        for (TcpFlag flag : values()) {
            if (flag.text.equals(text)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
    }
}
