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
import io.tandem.hwsim.harness.HarnessProcess;
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
    private final CycleClock clock = new CycleClock();

    private HarnessProcess harness;
    private NicTables tables;
    private volatile NicCapabilities capabilities;
    private volatile long generation;
    private volatile boolean failed;
    private volatile boolean closed;
    private volatile boolean marking;
    private volatile long cycles;
    private final ParityLog parity = new ParityLog();
    /** The NIC has found entries with parity errors. */
    private boolean attention;

    private volatile Optional<DeviceException> failure = Optional.empty();

    private SimNicDevice(
            String name,
            NicProgram program,
            int counterBits,
            NicTunnels tunnels,
            NicMeters meters,
            HarnessProcess harness,
            NicCapabilities found) {
        this.counterBits = counterBits;
        this.tunnels = tunnels;
        this.meters = meters;
        this.name = name;
        this.program = program;
        this.harness = harness;
        this.capabilities = found;
        this.generation = 1;
        this.tables = new NicTables(found, tunnels, meters, clock, 1);
    }

    /** Starts a device in its first generation. */
    static SimNicDevice start(String name, NicProgram program, int counterBits, NicTunnels tunnels, NicMeters meters)
            throws DeviceException {
        HarnessProcess harness = program.start(1);
        try {
            NicCapabilities found = begin(harness, 1, counterBits, meters);
            return new SimNicDevice(name, program, counterBits, found.checked(tunnels), meters, harness, found);
        } catch (DeviceException e) {
            harness.close();
            throw e;
        }
    }

    private static NicCapabilities begin(HarnessProcess harness, long generation, int counterBits, NicMeters meters)
            throws DeviceException {
        NicCapabilities found = NicCapabilities.read(harness, generation, counterBits);
        NicOperations writes = meters.writes(found);
        if (!writes.isEmpty()) {
            writes.run(harness);
        }
        return found;
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
        return capabilities.ports();
    }

    @Override
    public DeviceCapabilities capabilities() {
        return capabilities.described(tunnels);
    }

    @Override
    public long generation() {
        return generation;
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
        return cycles;
    }

    /** The harness's process number, for tests that kill it. */
    public long harnessPid() {
        lock.lock();
        try {
            return harness.pid();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Explanation explain(Megaflow flow) {
        RuleTranslator translator = new RuleTranslator(capabilities, tunnels, meters);
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
        return capabilities.features().tracks();
    }

    @Override
    public List<OffloadResult> apply(List<OffloadOperation> batch) throws DeviceException {
        lock.lock();
        try {
            return batch.isEmpty() ? List.of() : guarded(() -> mended(tables.apply(batch, this::send)));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void dump(Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws DeviceException {
        lock.lock();
        try {
            guarded(() -> dump(verify)).forEach(consumer);
        } finally {
            lock.unlock();
        }
    }

    /** What was read while an entry had a parity error is read once more. */
    private List<RuleSnapshot> dump(Set<Ufid> verify) throws DeviceException {
        List<RuleSnapshot> rules = tables.reader().dump(verify, this::send);
        if (!attention) {
            return rules;
        }
        mend();
        return tables.reader().dump(verify, this::send);
    }

    @Override
    public List<OffloadResult.Deleted> flush() throws DeviceException {
        lock.lock();
        try {
            List<OffloadOperation> all = tables.deleteAll();
            List<OffloadResult.Deleted> gone = new ArrayList<>();
            for (OffloadResult result : guarded(() -> tables.apply(all, this::send))) {
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
            harness.close();
            long next = generation + 1;
            HarnessProcess fresh = program.start(next);
            NicCapabilities found;
            try {
                found = begin(fresh, next, counterBits, meters);
            } catch (DeviceException e) {
                fresh.close();
                throw e;
            }
            List<OffloadResult.Deleted> lost = tables.lost();
            harness = fresh;
            capabilities = found;
            generation = next;
            tables = new NicTables(found, tunnels, meters, clock, next);
            clock.clear();
            attention = false;
            failed = false;
            return new Recovery(next, lost);
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
                FrameExchange frames =
                        new FrameExchange(burst, first, Math.min(to, first + BURST), capabilities.maxFrame());
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
            NicAnswers answers = send(frames.operations());
            clock.sample(cycles, now);
            frames.decide(answers, tables, now);
            mend();
        } catch (DeviceException e) {
            fail(e);
        }
    }

    /** For {@link NicControls}. */
    void missMarks(Consumer<MissMarks> change) {
        lock.lock();
        try {
            change.accept(tables.missMarks());
        } finally {
            lock.unlock();
        }
    }

    private void mend() throws DeviceException {
        if (attention) {
            parity.mend(tables.repair(), this::send);
        }
    }

    private <T> T mended(T answer) throws DeviceException {
        mend();
        return answer;
    }

    @Override
    public Map<Integer, MeterCounts> meters() throws DeviceException {
        lock.lock();
        try {
            return guarded(() -> mended(meters.read(this::send)));
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
            return guarded(() -> tables.reader().idleSince(clock.cycleOf(nanos), this::send));
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
        return meters.writes(capabilities);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            failed = true;
            failure = Optional.of(new DeviceException(name + " is closed"));
            harness.close();
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
            return guarded(() -> send(operations));
        } finally {
            lock.unlock();
        }
    }

    /** Carries operations out, and stores entries anew that were found to have parity errors. */
    NicAnswers askAndMend(NicOperations operations) throws DeviceException {
        lock.lock();
        try {
            return guarded(() -> mended(send(operations)));
        } finally {
            lock.unlock();
        }
    }

    private NicAnswers send(NicOperations operations) throws DeviceException {
        NicAnswers answers = operations.run(harness);
        cycles = answers.cycles();
        attention = answers.attention();
        return answers;
    }

    private void fail(DeviceException e) {
        failure = Optional.of(e);
        failed = true;
        harness.close();
    }
}
