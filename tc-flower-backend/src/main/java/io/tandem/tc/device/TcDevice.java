package io.tandem.tc.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.DeviceException;
import io.tandem.backend.Explanation;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.Translation;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.tc.held.FrameBytes;
import io.tandem.tc.held.UnreadableFilterException;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.link.Links;
import io.tandem.tc.meter.PoliceMeters;
import io.tandem.tc.probe.KernelFeatures;
import io.tandem.tc.text.TcCommandPrinter;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import io.tandem.translate.Abilities;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Rules as TC flower filters, at the ingress of the network devices behind the datapath's ports.
 *
 * <p><b>Where rules go.</b> To the chain of their recirculation id, at a priority of {@link TcSettings#priorities}, two
 * for each mask. Filters of other priorities, and all qdiscs that were there before, are never touched. A flow's ufid is
 * the cookie of its rule's first action, whose counters are the rule's.
 *
 * <p><b>What offloaded means.</b> A rule that was read back is the same where all of its match and actions are those asked
 * for and, under the policies {@code none} and {@code skip_sw}, hardware says that it has it; under {@code skip_hw} the
 * kernel's software is what is wanted. A snapshot's rule id ends in {@code in_hw N} (with the number of devices that took
 * it) or {@code software}.
 *
 * <p><b>What counts are worth.</b> Bytes are whole frames, as {@link FrameBytes} says. Last counts are exact as {@link
 * Remover} says. Rules that go without being asked to (with their device, by another process, with the last rule that led
 * to them) are not in the next dump; their last known counts are answered to the delete, put or modify that follows.
 *
 * <p><b>Restart.</b> Rules of ours that are there when the device is opened stay. The first put of the same flow takes one
 * over without a message where it is the same rule, and replaces it where it is another; counts start at what was read at
 * the opening. Those that no flow has claimed after {@link TcSettings#grace} are removed by the dump that finds it out.
 *
 * <p><b>Failure.</b> A transport that fails leaves the rules working and their counts unread: {@link #recover} reads them
 * once more, ends the generation with these counts, and the rules wait for their flows as after a restart, so that no
 * packet is lost for it. What happens to one port changes no generation.
 *
 * <p><b>Packets that no rule takes</b> go on to the host, or where {@link TcSettings#receivers} says so to the datapath
 * alone, as {@link Receivers} says.
 *
 * <p>Threads as {@link OffloadDevice} says.
 */
public final class TcDevice implements OffloadDevice {
    private final String name;
    private final TcSettings settings;
    private final Surroundings around;
    private final PortTable ports;
    private final Planner planner;
    private final TcCommandPrinter printer;

    private TcSession session;
    private volatile long generation = 1;
    private volatile boolean failed;
    private volatile boolean closed;
    private volatile String failure = "";

    /** How the kernel, or what stands for it, is reached. */
    @FunctionalInterface
    interface TransportOpener {
        TcTransport open() throws BackendUnavailableException, TransportException;
    }

    /**
     * What a device works with.
     *
     * @param opener opens a transport, at first and after each failure
     * @param links the network interfaces
     * @param kernel what the kernel's filters can
     * @param abilities the same in the words of flows
     * @param meters the translator's
     * @param chains the translator's
     * @param translator makes rules of flows, for the ports that it is given
     * @param grace waits for packets on their way
     * @param clock the datapath's clock in nanoseconds
     */
    record Surroundings(
            TransportOpener opener,
            Links links,
            KernelFeatures kernel,
            Abilities abilities,
            PoliceMeters meters,
            ChainNumbers chains,
            Function<TcPorts, Function<Megaflow, TcOutcome>> translator,
            GracePeriod grace,
            LongSupplier clock) {}

    private TcDevice(String name, TcSettings settings, Surroundings around) throws BackendUnavailableException {
        this.name = name;
        this.settings = settings;
        this.around = around;
        this.ports = new PortTable(settings.ports(), settings.blocks());
        this.planner = new Planner(
                around.translator().apply(ports),
                around.kernel(),
                ports,
                settings.policy(),
                !settings.receivers().isEmpty());
        this.printer = new TcCommandPrinter(ports);
        try {
            this.session = newSession();
        } catch (TransportException e) {
            throw new BackendUnavailableException("device " + name + ": " + e.getMessage(), e);
        }
    }

    /** Opens a device in its first generation. */
    static TcDevice open(String name, TcSettings settings, Surroundings around) throws BackendUnavailableException {
        return new TcDevice(name, settings, around);
    }

    private TcSession newSession() throws BackendUnavailableException, TransportException {
        TcTransport transport = around.opener().open();
        TcSession fresh = new TcSession(
                settings,
                transport,
                around.links(),
                ports,
                planner,
                around.meters(),
                around.chains(),
                around.grace(),
                around.clock());
        try {
            fresh.start();
            return fresh;
        } catch (TransportException | RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DeviceCapabilities capabilities() {
        return new DeviceCapabilities(
                around.abilities().fields(),
                around.abilities().actions(),
                Integer.MAX_VALUE,
                settings.priorities().masks(),
                HeldRule.WIDTH,
                settings.refresh().toNanos(),
                ports.numbers());
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public boolean failed() {
        return failed;
    }

    @Override
    public Explanation explain(Megaflow flow) {
        return switch (planner.plan(flow)) {
            case Plan.No(Ufid ufid, Refusal refusal) -> refusal;
            case Plan.Rule rule -> translation(flow, rule);
        };
    }

    private Explanation translation(Megaflow flow, Plan.Rule rule) {
        String text = printer.print(rule.at(settings.priorities().first(), 0)).toString();
        return switch (planner.translate(flow)) {
            case TcOutcome.Refused(Refusal refusal) -> refusal;
            case TcRule made -> new Translation(made.fit(), made.narrowedIn(), text);
        };
    }

    @Override
    public List<OffloadResult> apply(List<OffloadOperation> batch) throws DeviceException {
        return guarded(() -> session.apply(batch));
    }

    @Override
    public void dump(Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws DeviceException {
        guarded(() -> {
            session.dump(verify, consumer);
            return true;
        });
    }

    @Override
    public List<OffloadResult.Deleted> flush() throws DeviceException {
        return guarded(session::flush);
    }

    /** What each meter that police does has counted, also by rules of an earlier life. */
    @Override
    public Map<Integer, MeterCounts> meters() throws DeviceException {
        return guarded(() -> session.meters());
    }

    /** Who took the packets of that flow's rule, as far as the last dump read. Called by the control thread. */
    public Optional<CounterParts> parts(Ufid ufid) {
        return session.parts(ufid);
    }

    @Override
    public Recovery recover() throws DeviceException {
        if (closed) {
            throw new DeviceException(name + " is closed");
        }
        TcSession before = session;
        before.close();
        TcSession fresh;
        try {
            fresh = newSession();
        } catch (BackendUnavailableException | TransportException | UnreadableFilterException e) {
            failed = true;
            throw new DeviceException(name + " does not come back: " + e.getMessage(), e);
        }
        session = fresh;
        long next = generation + 1;
        generation = next;
        failed = false;
        return new Recovery(next, before.lastCounts(fresh));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            failed = true;
            failure = name + " is closed";
            session.end();
        }
    }

    private interface Exchange<T> {
        T run() throws TransportException;
    }

    private <T> T guarded(Exchange<T> exchange) throws DeviceException {
        if (failed) {
            throw new DeviceException(failure);
        }
        try {
            return exchange.run();
        } catch (TransportException | UnreadableFilterException e) {
            failure = name + ": " + e.getMessage();
            failed = true;
            throw new DeviceException(failure, e);
        }
    }
}
