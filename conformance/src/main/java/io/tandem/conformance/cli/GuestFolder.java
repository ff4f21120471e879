package io.tandem.conformance.cli;

import io.tandem.conformance.guest.Guest;
import java.nio.file.Path;

/** Where the guest's kernel is kept: in the build's output, so that a clean build has none. */
final class GuestFolder {
    private GuestFolder() {}

    static Guest guest() {
        return new Guest(Path.of(System.getProperty("tandem.root", ""), "conformance", "target", "guest"));
    }
}
