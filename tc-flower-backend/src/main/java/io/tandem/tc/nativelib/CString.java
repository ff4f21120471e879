package io.tandem.tc.nativelib;

import java.lang.foreign.MemorySegment;

/** Strings of C. */
@SuppressWarnings("restricted")
final class CString {
    /** More than any name or message of libnl has. */
    private static final int LONGEST = 4_096;

    /** The text at a pointer; empty where the pointer is null. */
    static String read(MemorySegment pointer) {
        return pointer.address() == 0 ? "" : pointer.reinterpret(LONGEST).getString(0);
    }

    private CString() {}
}
