package io.tandem.hwsim.profile;

import java.util.Arrays;

/** A tunnel's header that the NIC takes off. UDP ports are those that IANA assigned. */
public enum TunnelHeaderKind {
    /** Source: RFC 7348. */
    VXLAN(0),
    /** Source: RFC 8926. */
    GENEVE(1),
    /** Of Ethernet frames. Source: RFC 2784, RFC 2890. */
    GRE(2);

    private final int code;

    TunnelHeaderKind(int code) {
        this.code = code;
    }

    /**
     * The kind of that number.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static TunnelHeaderKind ofCode(int code) {
        return Arrays.stream(values())
                .filter(kind -> kind.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no tunnel header has number " + code));
    }

    /** The number that stands for it in an action. */
    public int code() {
        return code;
    }
}
