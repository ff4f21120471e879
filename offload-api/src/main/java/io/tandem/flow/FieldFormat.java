package io.tandem.flow;

/** How the value of a {@link FlowField} is written in ODP text, and with it how its mask is written. */
public enum FieldFormat {
    /** Decimal value, mask in hexadecimal. */
    DECIMAL,
    /** Hexadecimal with {@code 0x}, zero as {@code 0}; mask in hexadecimal. */
    HEX,
    /** Hexadecimal padded to four digits, as eth_type is. */
    HEX4,
    /** Colon-separated Ethernet address; the mask is one too. */
    MAC,
    /** Dotted IPv4 address; the mask is one too. */
    IPV4,
    /** IPv6 address as in RFC 5952; the mask is one too. */
    IPV6,
    /** {@code no}, {@code first} or {@code later}, always matched whole. */
    FRAG,
    /** TCP flag names: {@code syn|ack} exact, {@code +syn-ack} masked. */
    TCP_FLAGS
}
