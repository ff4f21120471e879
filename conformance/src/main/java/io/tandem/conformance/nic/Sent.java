package io.tandem.conformance.nic;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A frame that left.
 *
 * @param port where
 * @param frame its bytes, which do not change
 */
public record Sent(int port, byte[] frame) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Sent(int otherPort, byte[] otherFrame)
                && port == otherPort
                && Arrays.equals(frame, otherFrame);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(frame) * 31 + port;
    }

    @Override
    public String toString() {
        return port + ":" + HexFormat.of().formatHex(frame);
    }
}
