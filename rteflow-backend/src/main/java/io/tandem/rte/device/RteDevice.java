package io.tandem.rte.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.DeviceException;
import io.tandem.backend.Explanation;
import io.tandem.backend.Marking;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.MissPlaces;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.Translation;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.host.RteGroups;
import io.tandem.rte.text.RulePrinter;
import io.tandem.rte.translate.ConnectionTranslator;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.RteOutcome;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.transport.CheckedFlows;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import io.tandem.translate.Abilities;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Rules as rte_flow's, on the DPDK ports behind the datapath's.
 *
 * <p><b>What offloaded means.</b> rte_flow has no call that reads a rule back; a rule was read back where the driver still
 * answers for its handle.
 *
 * <p><b>What counts are worth.</b> Counters are read and go on. Where the driver has counters that are no rule's own, they
 * are read once more when the rule has ended, and each packet is counted. Else a rule's last count is read just before it ends,
 * and what comes between the two is counted nowhere, as the driver ends a rule without an answer. Bytes are as the driver
 * counts them.
 *
 * <p><b>Marks.</b> A rule that marks packets for software is made at the port that they come in by, and counts nothing.
 * Packets that find no rule behind a jump come to the host with the {@linkplain #missPlaces place's} mark, as the rule that
 * jumps has counted them.
 *
 * <p><b>Connections.</b> Where the driver has tags, a packet of a {@code ct} action is looked up in a group with a rule for each
 * connection that the device was told of, at each port with such a flow; the rule's tags are what flows behind match.
 *
 * <p><b>Drivers that don't count.</b> Nobody would know of a rule's packets, so there are rules only where an operator accepts
 * that; the age of their counts then has no end, for no flow to be taken for idle. Rules that age tell whether they are.
 *
 * <p><b>Refusals.</b> What a driver refuses by its kind is not asked for again before {@link #recover}.
 *
 * <p><b>Failure.</b> A port that is reset or taken away loses its rules, and with it the device fails as a whole: {@link
 * #recover} opens the transport anew, ends all rules that are still there and begins a generation without rules.
 *
 * <p>Threads as {@link OffloadDevice} says.
 */
public final class RteDevice implements OffloadDevice {
    private final String name;
    private final RteSettings settings;
    private final Opener opener;
    private final LongSupplier clock;
    private final PortTable ports;
    private final GroupNumbers groups;
    private final PlaceMarks placeMarks = new PlaceMarks();
    private final HopelessShapes hopeless = new HopelessShapes();
    private final DeviceMeters meters;
    private final RuleMaker maker;
    private final RuleMaker preview;
    private final Abilities abilities;

    private RteSession session;
    private volatile long generation = 1;
    private volatile boolean failed;
    private volatile boolean closed;
    private volatile String failure = "";

    /** Opens the way to those who hold rules. */
    @FunctionalInterface
    interface Opener {
        RteFlows open() throws BackendUnavailableException;
    }

    /**
     * A device in its first generation.
     *
     * @param opener called now and after each failure
     * @param clock the datapath's, in nanoseconds
     * @throws BackendUnavailableException where the transport can't be opened, or doesn't answer
     */
    RteDevice(String name, RteSettings settings, Opener opener, LongSupplier clock) throws BackendUnavailableException {
        this.name = name;
        this.settings = settings;
        this.opener = opener;
        this.clock = clock;
        ports = new PortTable(settings.ports());
        groups = new GroupNumbers(settings.capabilities().lastGroup());
        meters = new DeviceMeters(settings.meters());
        maker = maker(groups);
        preview = maker(groups::preview);
        abilities = DriverAbilities.of(settings.capabilities());
        try {
            session = newSession();
        } catch (RteTransportException e) {
            throw new BackendUnavailableException("device " + name + ": " + e.getMessage(), e);
        }
    }

    private RuleMaker maker(RteGroups numbers) {
        return new RuleMaker(
                new MegaflowTranslator(settings.capabilities(), ports, numbers, meters),
                new ConnectionTranslator(settings.capabilities(), numbers),
                ports,
                settings.countsNeeded(),
                settings.ageSeconds());
    }

    private RteSession newSession() throws BackendUnavailableException, RteTransportException {
        RteFlows flows = new CheckedFlows(opener.open());
        try {
            ports.refresh(flows);
            if (ports.numbers().isEmpty()) {
                throw new RteTransportException("none of its ports is there: " + ports.names());
            }
            for (int port : ports.ethdevs()) {
                if (flows.flush(port) instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error)
                        && !error.noSuchCall()) {
                    throw new RteTransportException("port " + port + " keeps its rules: " + error.message());
                }
            }
            meters.make(flows, ports.ethdevs());
        } catch (RteTransportException | RuntimeException e) {
            flows.close();
            throw e;
        }
        groups.clear();
        hopeless.clear();
        int lowest = settings.lowestPriority();
        Optional<GroupMarks> marks =
                settings.marksMisses() ? Optional.of(new GroupMarks(placeMarks)) : Optional.empty();
        return new RteSession(
                flows,
                ports,
                maker,
                groups,
                hopeless,
                new GroupMisses(flows, lowest, groups, marks),
                new RuleCounters(flows, settings.sharedCounters()),
                lowest > 1,
                clock);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DeviceCapabilities capabilities() {
        return new DeviceCapabilities(
                abilities.fields(),
                abilities.actions(),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                HeldRule.WIDTH,
                0,
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
    public boolean tracks() {
        return settings.capabilities().tags() > 0 && !settings.countsNeeded();
    }

    @Override
    public MissPlaces missPlaces() {
        return placeMarks;
    }

    @Override
    public Explanation explain(Megaflow flow) {
        Explanation whole =
                settings.marks() == RteSettings.Marks.ALWAYS ? Refusals.MARKED : explained(preview.whole(flow));
        if (!(whole instanceof Refusal why) || settings.marks() == RteSettings.Marks.NEVER) {
            return whole;
        }
        return explained(preview.marking(flow, 1)) instanceof Translation rule ? new Marking(rule, why) : why;
    }

    private Explanation explained(RteOutcome outcome) {
        return switch (outcome) {
            case RteOutcome.Refused refused -> refused.refusal();
            case RteTranslation made ->
                hopeless.find(made.ethdev(), made.rule())
                        .<Explanation>map(refusal -> refusal)
                        .orElseGet(() -> new Translation(
                                made.fit(),
                                made.narrowedIn(),
                                RulePrinter.print(made.ethdev(), made.rule()).toString()));
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
    public Map<Integer, MeterCounts> meters() throws DeviceException {
        return guarded(() -> session.counts(meters));
    }

    @Override
    public List<OffloadResult.Deleted> flush() throws DeviceException {
        return guarded(session::flush);
    }

    @Override
    public Recovery recover() throws DeviceException {
        if (closed) {
            throw new DeviceException(name + " is closed");
        }
        List<OffloadResult.Deleted> lost = session.lastCounts();
        session.close();
        failed = true;
        failure = name + " did not come back";
        try {
            session = newSession();
        } catch (BackendUnavailableException | RteTransportException e) {
            throw new DeviceException(name + " does not come back: " + e.getMessage(), e);
        }
        long next = generation + 1;
        generation = next;
        failed = false;
        return new Recovery(next, lost);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            failed = true;
            failure = name + " is closed";
            session.close();
        }
    }

    private interface Exchange<T> {
        T run() throws RteTransportException;
    }

    private <T> T guarded(Exchange<T> exchange) throws DeviceException {
        if (failed) {
            throw new DeviceException(failure);
        }
        try {
            return exchange.run();
        } catch (RteTransportException e) {
            failure = name + ": " + e.getMessage();
            failed = true;
            throw new DeviceException(failure, e);
        }
    }
}
