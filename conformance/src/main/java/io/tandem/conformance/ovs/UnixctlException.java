package io.tandem.conformance.ovs;

/** A command of {@code ovs-appctl} that Open vSwitch refused. */
final class UnixctlException extends Exception {
    private static final long serialVersionUID = 1L;

    UnixctlException(String command, String words) {
        super(command + ": " + words.strip());
    }
}
