package io.tandem.datapath;

import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.upcall.UpcallConfig;
import java.security.SecureRandom;

/**
 * Settings of a datapath.
 *
 * @param emcInsertInverse one insertion into the exact match cache in so many is carried out; 1: each, 0: none
 *     (Open vSwitch: other_config:emc-insert-inv-prob)
 * @param smcEnabled whether the signature match cache is used (Open vSwitch: other_config:smc-enable)
 * @param classifier how megaflows are looked up
 * @param ports highest port number
 * @param upcalls who asks the slow path, and what may wait for it
 * @param hashSeed what hashes of keys begin with: what nobody can foresee, or flows can be made that meet in one place
 * @param packetThreads the most packet threads, at least 1; with 1 a flow's counts take less memory
 */
public record DatapathConfig(
        int emcInsertInverse,
        boolean smcEnabled,
        ClassifierKind classifier,
        int ports,
        UpcallConfig upcalls,
        long hashSeed,
        int packetThreads) {
    /** Open vSwitch's own insertion probability. */
    public static final int DEFAULT_EMC_INSERT_INVERSE = 100;

    public DatapathConfig {
        if (emcInsertInverse < 0 || ports < 0) {
            throw new IllegalArgumentException("neither an insertion rate nor a port number is negative");
        }
        if (packetThreads < 1) {
            throw new IllegalArgumentException(packetThreads + " packet threads; there is at least one");
        }
    }

    /** With a random seed, for one packet thread, which asks the slow path itself. */
    public DatapathConfig(int emcInsertInverse, boolean smcEnabled, ClassifierKind classifier, int ports) {
        this(
                emcInsertInverse,
                smcEnabled,
                classifier,
                ports,
                UpcallConfig.SYNCHRONOUS,
                new SecureRandom().nextLong(),
                1);
    }

    /** Without a signature match cache, as Open vSwitch is unless told otherwise, and with the decision tree. */
    public DatapathConfig(int emcInsertInverse, int ports) {
        this(emcInsertInverse, false, ClassifierKind.DECISION_TREE, ports);
    }

    /** The same for so many packet threads. */
    public DatapathConfig withPacketThreads(int threads) {
        return new DatapathConfig(emcInsertInverse, smcEnabled, classifier, ports, upcalls, hashSeed, threads);
    }

    /** The same with a seed that is known, for tests. */
    public DatapathConfig withHashSeed(long seed) {
        return new DatapathConfig(emcInsertInverse, smcEnabled, classifier, ports, upcalls, seed, packetThreads);
    }

    /** The same with other settings of upcalls. */
    public DatapathConfig withUpcalls(UpcallConfig other) {
        return new DatapathConfig(emcInsertInverse, smcEnabled, classifier, ports, other, hashSeed, packetThreads);
    }
}
