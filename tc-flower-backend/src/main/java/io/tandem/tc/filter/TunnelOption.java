package io.tandem.tc.filter;

import io.tandem.flow.Bytes;

/**
 * An option of a tunnel header. Matches give each a mask ({@link TunnelOptionMatch}); tunnel_key actions write it.
 * Source: TCA_FLOWER_KEY_ENC_OPTS_*, TCA_TUNNEL_KEY_ENC_OPTS_*.
 */
public sealed interface TunnelOption {
    /**
     * One option of Geneve.
     *
     * @param optionClass 16 bits
     * @param type 8 bits
     * @param data a multiple of 4 bytes, at most 128
     */
    record Geneve(int optionClass, int type, Bytes data) implements TunnelOption {}

    /** The group policy of VXLAN: 16 bits of id, and flags above. */
    record VxlanGbp(int gbp) implements TunnelOption {}

    /**
     * ERSPAN's header.
     *
     * @param version 1 or 2
     * @param index of version 1
     * @param direction of version 2
     * @param hardwareId of version 2
     */
    record Erspan(int version, int index, int direction, int hardwareId) implements TunnelOption {}

    /** The extension header of GTP-U that tells the PDU's session. */
    record Gtp(int pduType, int qosFlow) implements TunnelOption {}
}
