package io.tandem.datapath;

/**
 * Settings of a datapath.
 *
 * @param emcInsertInverse one insertion into the exact match cache in so many is carried out; 1: each, 0: none
 * @param ports highest port number
 */
public record DatapathConfig(int emcInsertInverse, int ports) {
    /** Open vSwitch's own insertion probability. */
    public static final int DEFAULT_EMC_INSERT_INVERSE = 100;

    public DatapathConfig {
        if (emcInsertInverse < 0 || ports < 0) {
            throw new IllegalArgumentException("neither an insertion rate nor a port number is negative");
        }
    }
}
