package io.tandem.hwsim.driver;

import io.tandem.backend.Refusal;

/** Why a rule that the NIC can carry out is not in it. */
final class NicRefusals {
    /** The device refused the write. */
    static final Refusal REJECTED = device("command rejected", "the NIC rejected the rule; it is tried again later");

    /** The device did not answer the write. */
    static final Refusal UNANSWERED = device(
            "completion lost",
            "the NIC did not say that it took the rule, which was taken out again; it is tried again later");

    static Refusal noMask(NicCapabilities nic) {
        return capacity(
                Refusal.Code.MASK_LIMIT,
                "the NIC holds " + nic.tuples() + " masks and " + nic.tcam()
                        + " rules of any other, and all are taken; a flow with one of those masks would fit");
    }

    static Refusal bucketsFull(NicCapabilities nic) {
        return capacity(
                Refusal.Code.TABLE_FULL,
                "the table of the rule's mask is full where the rule hashes to, and so are the NIC's " + nic.tcam()
                        + " entries for any mask; it is tried again when a rule leaves");
    }

    static Refusal noEntries(NicCapabilities nic) {
        return capacity(
                Refusal.Code.TABLE_FULL,
                "the NIC's " + nic.edits() + " entries for rewritten packets, or its " + nic.headers()
                        + " for tunnel headers, are taken; it is tried again when a rule leaves");
    }

    private static Refusal capacity(Refusal.Code code, String sentence) {
        return new Refusal(code, Refusal.Layer.CAPACITY, "", "", sentence);
    }

    private static Refusal device(String words, String sentence) {
        return new Refusal(Refusal.Code.DEVICE_ERROR, Refusal.Layer.DRIVER, "", words, sentence);
    }

    private NicRefusals() {}
}
