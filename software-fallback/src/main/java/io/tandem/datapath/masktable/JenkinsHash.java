package io.tandem.datapath.masktable;

/** Bob Jenkins' lookup3 for one 32-bit word. Source: jhash_1word in linux/jhash.h. */
final class JenkinsHash {
    private static final int INITIAL = 0xdeadbeef;
    private static final int BYTES = 4;

    static int of(int word, int seed) {
        int start = INITIAL + BYTES + seed;
        int a = word + start;
        int b = start;
        int c = start;
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }

    private JenkinsHash() {}
}
