package io.tandem.flow;

/** UDP ports that tunnels are sent to, as IANA assigned them. */
public final class UdpPort {
    /** Source: RFC 7348 section 8. */
    public static final int VXLAN = 4789;

    /** Source: RFC 8926 section 3.3. */
    public static final int GENEVE = 6081;

    /** Source: 3GPP TS 29.281 section 4.4.2.3. */
    public static final int GTPU = 2152;

    private UdpPort() {}
}
