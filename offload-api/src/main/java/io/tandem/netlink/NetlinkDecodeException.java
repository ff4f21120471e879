package io.tandem.netlink;

/** Netlink attributes that cannot be read: where, in which attribute, what stands there and what was expected. */
public final class NetlinkDecodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String field;
    private final String found;
    private final String expected;

    public NetlinkDecodeException(int offset, String field, String found, String expected) {
        super((field.isEmpty() ? "" : field + ": ") + "found " + found + ", expected " + expected + " (byte " + offset
                + ")");
        this.offset = offset;
        this.field = field;
        this.found = found;
        this.expected = expected;
    }

    /** Bytes before the place. */
    public int offset() {
        return offset;
    }

    /** The attribute or field that was being read. */
    public String field() {
        return field;
    }

    /** What stands there. */
    public String found() {
        return found;
    }

    /** What could have stood there. */
    public String expected() {
        return expected;
    }
}
