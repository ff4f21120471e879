package io.tandem.rte.nativelib;

import io.tandem.backend.BackendUnavailableException;
import java.util.Optional;

/**
 * The DPDK of this machine: which release it is, and whether all of it that is used is there. {@link #check} must have
 * passed before anything else of this room is used, but for what is built in memory alone.
 */
public final class Dpdk {
    /** What rte_version() answers starts with it. Source: rte_version.h RTE_VER_PREFIX. */
    private static final String PREFIX = "DPDK ";

    private static final int RELEASE_LENGTH = "22.11".length();

    private static final String VERSION = LibEal.present() ? LibEal.version() : "";
    private static final Optional<Layouts> KNOWN = Layouts.of(release(VERSION));

    /**
     * Passes where the libraries are there, with every function that is used, of a release whose structs are known.
     *
     * @throws BackendUnavailableException with the first thing that is missing, and what to install
     */
    public static void check() throws BackendUnavailableException {
        if (!VERSION.isEmpty() && KNOWN.isEmpty()) {
            throw new BackendUnavailableException("this machine has " + VERSION
                    + ", whose structs are not described here; those of "
                    + String.join(", ", Layouts.releases())
                    + " are: install one of these releases");
        }
        LibEal.check();
        LibMempool.check();
        LibMbuf.check();
        LibEthdev.check();
    }

    /** What the library calls itself, as "DPDK 22.11.11"; empty where there is none. */
    public static String version() {
        return VERSION;
    }

    /** The layouts of this machine's release; where that has none or an unknown one, those of the newest known. */
    public static Layouts layouts() {
        return KNOWN.or(() -> Layouts.of(Layouts.releases().getLast())).orElseThrow();
    }

    /** Year and month of a version: stable releases within them change no struct. */
    static String release(String version) {
        String number = version.startsWith(PREFIX) ? version.substring(PREFIX.length()) : version;
        return number.substring(0, Math.min(RELEASE_LENGTH, number.length()));
    }

    private Dpdk() {}
}
