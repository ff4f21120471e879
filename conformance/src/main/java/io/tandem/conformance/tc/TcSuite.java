package io.tandem.conformance.tc;

import io.tandem.conformance.guest.FlowerModules;
import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import io.tandem.conformance.guest.HostTool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The checks of {@link TcProgram} on the guest's kernel, in one boot. */
public final class TcSuite {
    private static final List<String> MODULES =
            FlowerModules.and("cls_u32", "tun", "veth", "vxlan", "geneve", "ip_gre");
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final Guest guest;

    public TcSuite(Guest guest) {
        this.guest = guest;
    }

    /**
     * What came out.
     *
     * @param kernel its release
     * @param lines one for each check
     */
    public record Report(String kernel, List<String> lines) {
        public Report {
            lines = List.copyOf(lines);
        }

        /** Lines of checks that failed. */
        public List<String> failed() {
            return lines.stream().filter(line -> !line.startsWith("ok ")).toList();
        }
    }

    /** Names of the checks. */
    public static List<String> names() {
        return List.copyOf(TcProgram.checks().keySet());
    }

    /** Makes these checks; none for all. */
    public Report run(List<String> names) throws IOException, InterruptedException, GuestException {
        GuestResult result = guest.run(GuestProgram.java(TcProgram.class, names.toArray(String[]::new))
                .withModules(MODULES)
                .withTools(HostTool.IP, HostTool.PING, HostTool.PYTHON)
                .withLimit(LIMIT));
        List<String> lines = result.stdout().lines().toList();
        int expected = names.isEmpty() ? names().size() : names.size();
        if (result.status() != 0 || lines.size() != expected) {
            throw new IOException(
                    "the program in the guest ended with exit " + result.status() + " after " + lines.size() + " of "
                            + expected + " checks: " + result.stderr().strip());
        }
        return new Report(result.kernel(), lines);
    }
}
