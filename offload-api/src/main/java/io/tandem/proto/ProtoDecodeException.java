package io.tandem.proto;

/** A message that is well-formed Protobuf and still not what it claims to be: which part, and what was expected. */
public final class ProtoDecodeException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProtoDecodeException(String path, String found, String expected) {
        super(path + ": found " + found + ", expected " + expected);
    }
}
