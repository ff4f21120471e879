package io.tandem.netlink;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;

/** The label stack of OVS_KEY_ATTR_MPLS: one to three entries of four bytes, outermost first. */
public final class MplsEntries {
    /** Entries that a key holds. Source: Open vSwitch FLOW_MAX_MPLS_LABELS; MPLS_LABEL_DEPTH in the kernel. */
    public static final int MOST = 3;

    /** Bytes of an entry. Source: RFC 3032 section 2.1. */
    public static final int ENTRY = 4;

    /** Entries in a payload of so many bytes; negative where it is none. */
    public static int count(int bytes) {
        return bytes == 0 || bytes % ENTRY != 0 || bytes / ENTRY > MOST ? -1 : bytes / ENTRY;
    }

    /** True where entry {@code index} of the stack at {@code at} has its bottom-of-stack bit. */
    public static boolean bottom(byte[] bytes, int at, int index) {
        return FlowField.MPLS_BOS.slot().get(bytes, at + index * ENTRY) != 0;
    }

    /** Writes the entries into packed words. */
    public static void unpack(byte[] bytes, int at, int entries, long[] words) {
        for (FlowField field : KeyAttribute.MPLS.fields()) {
            if (field.slot().offset() < entries * ENTRY) {
                KeyStruct.put(words, field, field.slot().get(bytes, at), 0);
            }
        }
    }

    private MplsEntries() {}
}
