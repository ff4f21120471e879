package io.tandem.odp;

/** ODP text that cannot be read: where it goes wrong, what stands there and what was expected instead. */
public final class OdpParseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String field;
    private final String found;
    private final String expected;

    public OdpParseException(int offset, String field, String found, String expected) {
        super((field.isEmpty() ? "" : field + ": ") + "found " + found + ", expected " + expected);
        this.offset = offset;
        this.field = field;
        this.found = found;
        this.expected = expected;
    }

    /** Characters before the place in the text, from 0. */
    public int offset() {
        return offset;
    }

    /** The field or action being read; empty before the first is known. */
    public String field() {
        return field;
    }

    /** What stands at that place, quoted. */
    public String found() {
        return found;
    }

    /** What could have stood there. */
    public String expected() {
        return expected;
    }
}
