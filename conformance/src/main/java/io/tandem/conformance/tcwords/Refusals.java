package io.tandem.conformance.tcwords;

import io.tandem.tc.transport.TcAnswer;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tc says where the kernel refuses: the kernel's words, or where it had none, the error's. Source: iproute2, lib/libnetlink.c. */
final class Refusals {
    private static final Pattern TOLD =
            Pattern.compile("^(?:Error: (.*?)\\.?|RTNETLINK answers: (.*))$", Pattern.MULTILINE);
    /** strerror(3) of the C library. */
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("Operation not permitted", 1),
            Map.entry("No such file or directory", 2),
            Map.entry("Cannot allocate memory", 12),
            Map.entry("File exists", 17),
            Map.entry("No such device", 19),
            Map.entry("Invalid argument", 22),
            Map.entry("No space left on device", 28),
            Map.entry("Numerical result out of range", 34),
            Map.entry("Operation not supported", 95));

    private Refusals() {}

    /** What the kernel said to tc; empty where tc did not ask it. */
    static Optional<String> told(Program tc) {
        Matcher found = TOLD.matcher(tc.errors());
        if (!found.find()) {
            return Optional.empty();
        }
        return Optional.of(found.group(1) != null ? found.group(1) : found.group(2));
    }

    /** True where Tandem was told the same. */
    static boolean equal(String told, TcAnswer answer) {
        if (!answer.words().isEmpty()) {
            return answer.words().replaceFirst("\\.$", "").equals(told);
        }
        Integer errno = ERRORS.get(told);
        return errno != null && errno == answer.errno();
    }
}
