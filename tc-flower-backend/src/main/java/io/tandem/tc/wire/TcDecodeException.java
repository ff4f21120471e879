package io.tandem.tc.wire;

/** A message that cannot be read: where, in which attribute, what stands there and what was expected. */
public final class TcDecodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String attribute;
    private final String found;
    private final String expected;

    public TcDecodeException(int offset, String attribute, String found, String expected) {
        super(attribute + ": found " + found + ", expected " + expected + " (byte " + offset + ")");
        this.offset = offset;
        this.attribute = attribute;
        this.found = found;
        this.expected = expected;
    }

    /** Bytes before the place, from the start of the array that was read. */
    public int offset() {
        return offset;
    }

    /** The attribute or structure that was being read. */
    public String attribute() {
        return attribute;
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
