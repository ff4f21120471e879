package io.tandem.flow;

import java.util.Arrays;
import java.util.List;

/** How the value of a {@link FlowField} is written in ODP text, and with it how its mask is written. */
public enum FieldFormat {
    /** Decimal value, mask in hexadecimal. */
    DECIMAL,
    /** Hexadecimal with {@code 0x}, zero as {@code 0}; mask in hexadecimal. */
    HEX,
    /** Hexadecimal with {@code 0x}, also for zero. */
    HEX_PREFIXED,
    /** Hexadecimal padded to four digits, as eth_type is. */
    HEX4,
    /** Hexadecimal of up to 128 bits. */
    HEX128,
    /** Colon-separated Ethernet address; the mask is one too. */
    MAC,
    /** Dotted IPv4 address; the mask is one too. */
    IPV4,
    /** IPv6 address as in RFC 5952; the mask is one too. */
    IPV6,
    /** {@code no}, {@code first} or {@code later}, always matched whole. */
    FRAG,
    /** Flag names: {@code syn|ack} exact, {@code +syn-ack} masked. */
    TCP_FLAGS(TcpFlag.values()),
    /** The same with the states of connection tracking. */
    CT_STATE(CtStateFlag.values()),
    /** The same with the flags of a tunnel key. */
    TUNNEL_FLAGS(TunnelFlag.values()),
    /** A list of {@code {class=,type=,len=,0x...}}. */
    GENEVE,
    /** Bytes in hexadecimal with spaces between them, as what has no format of its own. */
    BYTES;

    private final List<NamedFlag> flags;

    FieldFormat(NamedFlag... flags) {
        this.flags = Arrays.asList(flags);
    }

    /** The names of the bits, lowest first; empty where bits have no names. */
    public List<NamedFlag> flags() {
        return flags;
    }
}
