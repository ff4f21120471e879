package io.tandem.conformance.guest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a program in the guest left.
 *
 * @param status its exit status
 * @param files the files in its directory at the end, its inputs too, by name
 * @param kernel release of the kernel that it ran on
 * @param took from the start of QEMU to its end
 */
public record GuestResult(
        int status, String stdout, String stderr, Map<String, byte[]> files, String kernel, Duration took) {
    public GuestResult {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /** A text file that the program left. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(files.get(name)).map(b -> new String(b, StandardCharsets.UTF_8));
    }
}
