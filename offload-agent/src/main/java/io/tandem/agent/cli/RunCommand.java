package io.tandem.agent.cli;

import io.tandem.agent.admin.AdminException;
import io.tandem.agent.admin.AdminServer;
import io.tandem.agent.config.AgentConfig;
import io.tandem.agent.config.ConfigException;
import io.tandem.agent.engine.TrafficCounters;
import io.tandem.agent.run.Agent;
import io.tandem.agent.run.AgentOptions;
import io.tandem.agent.slowpath.FlowFileException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.FlowState;
import io.tandem.datapath.port.PortException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: the agent, until it is stopped. */
@Command(
        name = "run",
        description =
                "Runs the agent: with no configuration, sample traffic through the simulated NIC, and the console.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final long STATUS_MILLIS = 1000;

    @Mixin
    private NicChoice nic;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "where the console and the API listen (default ${DEFAULT-VALUE}; port 0: any free one)",
            defaultValue = AdminServer.DEFAULT_HOST + ":" + AdminServer.DEFAULT_PORT)
    private String listen;

    @Option(
            names = "--rate",
            paramLabel = "PPS",
            description = "packets per second of sample traffic (default ${DEFAULT-VALUE})",
            defaultValue = "2000")
    private long rate;

    @Option(names = "--seed", paramLabel = "N", description = "seed of the sample traffic", defaultValue = "1")
    private long seed;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "carry real traffic between the ports that this file names")
    private @Nullable Path config;

    @Option(names = "--duration", paramLabel = "SECONDS", description = "stop by itself after so long")
    private @Nullable Long duration;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Integer call() throws Exception {
        int colon = listen.lastIndexOf(':');
        require(colon > 0 && listen.substring(colon + 1).matches("\\d{1,5}"), "--listen takes HOST:PORT");
        int port = Integer.parseInt(listen.substring(colon + 1));
        require(port <= 65_535, "--listen takes a port up to 65535");
        require(config != null || !nic.isTc(), "--nic tc takes --config with ports of this machine");
        nic.inVain(config != null)
                .forEach(option ->
                        require(false, option + " takes the simulated NIC; use neither --config nor another --nic"));
        require(rate >= 1, "--rate takes packets per second, at least 1");
        PrintWriter out = spec.commandLine().getOut();
        Thread hook = new Thread(this::stopAndWait, "stop");
        String host = listen.substring(0, colon);
        try (Agent agent = start();
                AdminServer admin = AdminServer.start(agent.view(), host, port)) {
            Runtime.getRuntime().addShutdownHook(hook);
            out.printf("Tandem runs: http://%s:%d/ (ctrl-C stops it)%n", host, admin.port());
            out.flush();
            follow(agent, out);
            agent.stop();
            summary(agent, out);
        } catch (AdminException | PortException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        } finally {
            stopped.countDown();
        }
        return Main.Exit.DONE;
    }

    private Agent start() throws BackendUnavailableException, ConfigException, FlowFileException, PortException {
        return config == null
                ? Agent.start(new AgentOptions(nic.simulated(), rate, seed))
                : Agent.start(nic.applied(AgentConfig.read(config)));
    }

    /** Called on ctrl-C: lets the command end by itself. */
    private void stopAndWait() {
        stop.countDown();
        try {
            stopped.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Agent agent, PrintWriter out) throws InterruptedException {
        boolean terminal = ProgressBar.onTerminal();
        long end = duration == null
                ? Long.MAX_VALUE
                : System.nanoTime() + Duration.ofSeconds(duration).toNanos();
        while (!stop.await(Math.min(STATUS_MILLIS, millisUntil(end)), TimeUnit.MILLISECONDS) && millisUntil(end) > 0) {
            if (terminal) {
                out.print("\r" + status(agent) + " \u001b[K");
                out.flush();
            }
        }
        if (terminal) {
            out.println();
        }
    }

    private static long millisUntil(long end) {
        return end == Long.MAX_VALUE ? STATUS_MILLIS : Math.max(0, (end - System.nanoTime()) / 1_000_000);
    }

    private static String status(Agent agent) {
        TrafficCounters traffic = agent.view().traffic();
        long offloaded = agent.view().flows().stream()
                .filter(f -> f.state() instanceof FlowState.Offloaded)
                .count();
        return "%,d packets, %.0f %% by hardware; %,d flows, %,d offloaded"
                .formatted(
                        traffic.received(),
                        100.0 * traffic.hardwareHits() / Math.max(1, traffic.received()),
                        agent.view().flows().size(),
                        offloaded);
    }

    private static void summary(Agent agent, PrintWriter out) {
        ReportText.traffic(agent.view().traffic(), out);
        long inFlows = agent.packetsInFlows();
        long unassigned = agent.view().datapathCounters().unassigned();
        long received = agent.view().traffic().received();
        out.printf("%-28s %,14d%n", "in flows", inFlows);
        out.printf("%-28s %,14d%n", "dropped before any flow", unassigned);
        ReportText.datapath(agent.view().datapath(), out);
        ReportText.meters(agent.view().meters(), out);
        out.printf("%-28s %14s%n", "conserved", inFlows + unassigned == received ? "yes" : "NO");
        out.flush();
    }

    private void require(boolean holds, String sentence) {
        if (!holds) {
            throw new CommandLine.ParameterException(spec.commandLine(), sentence);
        }
    }
}
