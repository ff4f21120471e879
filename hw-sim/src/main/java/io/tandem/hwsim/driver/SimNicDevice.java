package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.DeviceException;
import io.tandem.backend.Explanation;
import io.tandem.backend.Marking;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.Translation;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.profile.NicTable;
import io.tandem.hwsim.profile.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The simulated NIC: rules by {@link OffloadDevice}, frames by {@link #exchange}.
 *
 * <p>Each frame's completion names the rule that decided it, so what a rule had counted is known even when the device
 * dies before its counters are read; {@link #recover} reports it. A frame of an exchange that was not answered counts
 * as not taken and goes to the host.
 *
 * <p>Any thread may call any method; one lock orders them.
 */
public final class SimNicDevice implements OffloadDevice {
    private static final int BURST = 256;

    private final String name;
    private final NicProgram program;
    private final int counterBits;
    private final NicTunnels tunnels;
    private final NicMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final ParityLog parity = new ParityLog();

    private volatile NicSession session;
    private volatile boolean failed;
    private volatile boolean closed;
    private volatile boolean marking;
    private volatile Optional<DeviceException> failure = Optional.empty();

    /** Starts a device in its first generation. */
    SimNicDevice(String name, NicProgram program, int counterBits, NicTunnels tunnels, NicMeters meters)
            throws DeviceException {
        this.counterBits = counterBits;
        this.tunnels = tunnels;
        this.meters = meters;
        this.name = name;
        this.program = program;
        session = NicSession.start(program, 1, counterBits, tunnels, meters, parity);
    }

    /** From now on packets of flows are marked whose actions the NIC cannot do. */
    void markRefused() {
        marking = true;
    }

    @Override
    public String name() {
        return name;
    }

    /** Ports of the NIC, numbered from 1. */
    public int ports() {
        return session.capabilities().ports();
    }

    @Override
    public DeviceCapabilities capabilities() {
        return session.capabilities().described(tunnels);
    }

    @Override
    public long generation() {
        return session.generation();
    }

    @Override
    public boolean failed() {
        return failed;
    }

    /** Why the device is down; empty in a life in which nothing failed. */
    public Optional<DeviceException> failure() {
        return failed ? failure : Optional.empty();
    }

    /** Clock cycles that the simulation has run in this generation. */
    public long cycles() {
        return session.cycles();
    }

    /** The harness's process number, for tests that kill it. */
    public long harnessPid() {
        lock.lock();
        try {
            return session.pid();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Explanation explain(Megaflow flow) {
        RuleTranslator translator = new RuleTranslator(session.capabilities(), tunnels, meters);
        return switch (translator.translate(flow)) {
            case RuleTranslator.Outcome.Rule rule -> text(rule);
            case RuleTranslator.Outcome.No(var refusal) ->
                marking && translator.mark(flow, 1) instanceof RuleTranslator.Outcome.Rule rule
                        ? new Marking(text(rule), refusal)
                        : refusal;
        };
    }

    private static Translation text(RuleTranslator.Outcome.Rule made) {
        return Translation.exact("nic rule " + made.rule()
                + (made.edits().isEmpty() ? "" : " edits " + made.edits())
                + (made.headers().stream().allMatch(NicEntry::isEmpty) ? "" : " headers " + made.headers()));
    }

    @Override
    public boolean tracks() {
        return session.capabilities().features().tracks();
    }

    @Override
    public List<OffloadResult> apply(List<OffloadOperation> batch) throws DeviceException {
        lock.lock();
        try {
            return batch.isEmpty() ? List.of() : guarded(() -> session.apply(batch));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void dump(Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws DeviceException {
        lock.lock();
        try {
            guarded(() -> session.dump(verify)).forEach(consumer);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<OffloadResult.Deleted> flush() throws DeviceException {
        lock.lock();
        try {
            List<OffloadOperation> all = session.deleteAll();
            List<OffloadResult.Deleted> gone = new ArrayList<>();
            for (OffloadResult result : guarded(() -> session.apply(all))) {
                if (result instanceof OffloadResult.Deleted deleted) {
                    gone.add(deleted);
                }
            }
            return gone;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Recovery recover() throws DeviceException {
        lock.lock();
        try {
            if (closed) {
                throw new DeviceException(name + " is closed");
            }
            session.close();
            NicSession next = NicSession.start(program, session.generation() + 1, counterBits, tunnels, meters, parity);
            List<OffloadResult.Deleted> lost = session.lost();
            session = next;
            failed = false;
            return new Recovery(next.generation(), lost);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends frames through the NIC and fills in what became of each. Never throws: where the device is down, or fails
     * now, every frame of the burst that was not answered is for the host.
     *
     * @param now the time to note as last use of the rules that are hit, on the caller's clock in nanoseconds
     */
    public void exchange(WireBurst burst, long now) {
        exchange(burst, 0, burst.size(), now);
    }

    /** Likewise those of the burst's frames from {@code from} on and before {@code to}. */
    public void exchange(WireBurst burst, int from, int to, long now) {
        lock.lock();
        try {
            for (int first = from; first < to && !failed; first += BURST) {
                FrameExchange frames = new FrameExchange(
                        burst,
                        first,
                        Math.min(to, first + BURST),
                        session.capabilities().maxFrame());
                if (!frames.isEmpty()) {
                    exchange(frames, now);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void exchange(FrameExchange frames, long now) {
        try {
            session.exchange(frames, now);
        } catch (DeviceException e) {
            fail(e);
        }
    }

    /** For {@link NicControls}. */
    void missMarks(Consumer<MissMarks> change) {
        lock.lock();
        try {
            change.accept(session.missMarks());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<Integer, MeterCounts> meters() throws DeviceException {
        lock.lock();
        try {
            return guarded(session::meters);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Rules that were not hit since some time, by the NIC's own scan.
     *
     * @param nanos on the clock of {@link #exchange}
     */
    public List<Ufid> idleSince(long nanos) throws DeviceException {
        lock.lock();
        try {
            return guarded(() -> session.idleSince(nanos));
        } finally {
            lock.unlock();
        }
    }

    /** Entries that had a parity error and were stored once more, over all lives of the device. */
    public long repaired() {
        return parity.repaired();
    }

    /** Those of one table. */
    public long repaired(NicTable table) {
        return parity.repaired(table);
    }

    /** Reads a register, for benches and reports. */
    public long read(Register register, int index) throws DeviceException {
        return ask(new NicOperations().read(register, index)).value(0);
    }

    /** What only a simulated NIC can be asked for. */
    public NicControls controls() {
        return new NicControls(this);
    }

    /** What gives every meter of this life a full bucket. */
    NicOperations refilledMeters() throws DeviceException {
        return session.refilledMeters();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            failed = true;
            failure = Optional.of(new DeviceException(name + " is closed"));
            session.close();
        } finally {
            lock.unlock();
        }
    }

    private interface Exchange<T> {
        T run() throws DeviceException;
    }

    private <T> T guarded(Exchange<T> exchange) throws DeviceException {
        if (failed) {
            DeviceException first = failure.orElseThrow();
            throw new DeviceException(first.getMessage() == null ? name + " failed" : first.getMessage(), first);
        }
        try {
            return exchange.run();
        } catch (DeviceException e) {
            fail(e);
            throw e;
        }
    }

    /** Carries operations out; entries that are found to have parity errors meanwhile stay so until more is asked. */
    NicAnswers ask(NicOperations operations) throws DeviceException {
        lock.lock();
        try {
            return guarded(() -> session.send(operations));
        } finally {
            lock.unlock();
        }
    }

    /** Carries operations out, and stores entries anew that were found to have parity errors. */
    NicAnswers askAndMend(NicOperations operations) throws DeviceException {
        lock.lock();
        try {
            return guarded(() -> session.mended(session.send(operations)));
        } finally {
            lock.unlock();
        }
    }

    private void fail(DeviceException e) {
        failure = Optional.of(e);
        failed = true;
        session.close();
    }
}
