package io.tandem.conformance.ovs;

import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * An ovs-vswitchd with DPDK that forwards between two virtual devices by megaflows that are put by hand; it has neither a
 * slow path nor a revalidator at work. One thread.
 */
public final class DpdkOvs implements AutoCloseable {
    /** What the names of its packet threads begin with. Source: Open vSwitch lib/dpif-netdev.c pmd_thread_main. */
    public static final String PACKET_THREADS = "pmd-c";

    private final VswitchDaemon daemon;
    private final Unixctl control;

    private DpdkOvs(VswitchDaemon daemon, Unixctl control) {
        this.daemon = daemon;
        this.control = control;
    }

    /** Passes where all programs that it takes are there. */
    public static void require() throws GuestException {
        List<HostTool> tools = new ArrayList<>(VswitchDaemon.TOOLS);
        tools.add(HostTool.OVS_VSWITCHD_DPDK);
        HostTool.require(tools);
    }

    /**
     * Starts it, with its flows.
     *
     * @param in the device that is received from, with its arguments
     * @param out the device that is sent to
     * @param core where the packet thread runs
     * @param insertInverse one insertion into the exact match cache in so many is carried out; 0: none
     * @param megaflows from the numbers of both ports to the megaflows, each as {@code KEY ACTIONS}
     */
    public static DpdkOvs start(
            String in, String out, int core, int insertInverse, BiFunction<Integer, Integer, List<String>> megaflows)
            throws IOException, InterruptedException, GuestException {
        VswitchDaemon daemon = VswitchDaemon.start(new DpdkSetup(List.of(in, out), core, insertInverse));
        boolean done = false;
        try {
            Unixctl control = daemon.control();
            String shown = control.call("dpctl/show");
            List<String> flows =
                    megaflows.apply(PmdReport.port(shown, DpdkSetup.port(0)), PmdReport.port(shown, DpdkSetup.port(1)));
            Path file = Files.write(daemon.folder().resolve("flows"), flows);
            String answer = control.call("dpctl/add-flows", DpdkSetup.DATAPATH, file.toString());
            if (!answer.isBlank()) {
                throw new IOException(
                        "dpctl/add-flows: " + answer.lines().findFirst().orElse(""));
            }
            done = true;
            return new DpdkOvs(daemon, control);
        } catch (UnixctlException | IllegalArgumentException e) {
            throw new IOException(e.getMessage() + "; the log: " + daemon.log(), e);
        } finally {
            if (!done) {
                daemon.close();
            }
        }
    }

    /** Its process. */
    public long pid() {
        return daemon.pid();
    }

    /** Packets sent since it was started, by its own count, and lookups that the exact match cache answered. */
    public long[] sentAndEmcHits() throws IOException {
        try {
            PmdReport report = PmdReport.parse(control.call(PmdReport.COMMAND));
            return new long[] {report.sent(), report.emcHits()};
        } catch (UnixctlException | IllegalArgumentException e) {
            throw new IOException(e.getMessage() + "; the log: " + daemon.log(), e);
        }
    }

    @Override
    public void close() throws IOException {
        control.close();
        daemon.close();
    }
}
