package io.tandem.conformance.tc;

/** One question to the kernel. */
@FunctionalInterface
interface Check {
    /** Returns where all is as it should be. */
    void run() throws Exception;
}
