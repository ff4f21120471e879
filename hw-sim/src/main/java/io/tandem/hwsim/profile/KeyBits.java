package io.tandem.hwsim.profile;

/**
 * Where each header field lies in the NIC's 512-bit lookup key. Values are numbers, most significant bit of the network
 * form first; an IPv4 address takes the low 32 bits of its field.
 */
public enum KeyBits {
    TP_SRC(0, 16),
    TP_DST(16, 16),
    TCP_FLAGS(32, 16),
    IP_FRAG(48, 8),
    IP_PROTO(56, 8),
    IP_TOS(64, 8),
    IP_TTL(72, 8),
    ETH_TYPE(80, 16),
    VLAN_TPID(96, 16),
    VLAN_TCI(112, 16),
    ETH_DST(128, 48),
    IN_PORT(176, 16),
    ETH_SRC(192, 48),
    IP_SRC(256, 128),
    IP_DST(384, 128);

    /** Bits of the whole key. */
    public static final int WIDTH = 512;

    /** 64-bit words of the whole key. */
    public static final int WORDS = WIDTH / 64;

    private final int lsb;
    private final int width;

    KeyBits(int lsb, int width) {
        this.lsb = lsb;
        this.width = width;
    }

    /** The field's lowest bit in the key. */
    public int lsb() {
        return lsb;
    }

    /** The field's width in bits. */
    public int width() {
        return width;
    }
}
