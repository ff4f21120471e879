package io.tandem.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** A fuzz input that stands for several byte arrays: each but the last behind its length in two bytes, low one first. */
final class InputBlocks {
    private final byte[] input;
    private int at;

    InputBlocks(byte[] input) {
        this.input = input;
    }

    /** The next block; shorter than its length says where the input ends. */
    byte[] next() {
        if (input.length - at < Short.BYTES) {
            at = input.length;
            return new byte[0];
        }
        int length = input[at] & 0xff | (input[at + 1] & 0xff) << Byte.SIZE;
        int from = at + Short.BYTES;
        at = Math.min(input.length, from + length);
        return Arrays.copyOfRange(input, from, at);
    }

    /** What is left. */
    byte[] rest() {
        return Arrays.copyOfRange(input, at, input.length);
    }

    /** The input that stands for these blocks. */
    static byte[] join(byte[]... blocks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < blocks.length; i++) {
            if (i < blocks.length - 1) {
                out.write(blocks[i].length);
                out.write(blocks[i].length >>> Byte.SIZE);
            }
            out.writeBytes(blocks[i]);
        }
        return out.toByteArray();
    }
}
