package io.tandem.flow;

/** Numbers of GTP-U headers. Source: 3GPP TS 29.281 sections 4.4.2 and 5.1. */
public final class GtpU {
    /** Bits of the flags that say which header it is: version and protocol type. */
    public static final int KIND = 0xf0;

    /** The kind of GTP-U: version 1, and GTP, not GTP'. */
    public static final int VERSION_1 = 0x30;

    /** Flags E, S and PN: where one is set, the header goes on with four bytes of optional fields. */
    public static final int OPTIONAL = 0x07;

    /** Message type of a G-PDU, which carries a user's packet. */
    public static final int G_PDU = 255;

    private GtpU() {}
}
