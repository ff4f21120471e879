package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.harness.HarnessProcess;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One life of the NIC: the process that runs it, and what the driver holds of its tables. One thread at a time, but for
 * {@link #cycles}, {@link #generation} and {@link #capabilities}.
 */
final class NicSession implements AutoCloseable {
    private final HarnessProcess harness;
    private final NicCapabilities capabilities;
    private final long generation;
    private final NicMeters meters;
    private final NicTables tables;
    private final ParityLog parity;
    private final CycleClock clock = new CycleClock();
    private volatile long cycles;
    /** The NIC has found entries with parity errors. */
    private boolean attention;

    private NicSession(
            HarnessProcess harness,
            NicCapabilities capabilities,
            long generation,
            NicTunnels tunnels,
            NicMeters meters,
            ParityLog parity) {
        this.harness = harness;
        this.capabilities = capabilities;
        this.generation = generation;
        this.meters = meters;
        this.parity = parity;
        this.tables = new NicTables(capabilities, tunnels, meters, clock, generation);
    }

    /**
     * Starts the NIC, empty, and gives it its meters.
     *
     * @param parity goes on over all lives of a device
     */
    static NicSession start(
            NicProgram program,
            long generation,
            int counterBits,
            NicTunnels tunnels,
            NicMeters meters,
            ParityLog parity)
            throws DeviceException {
        HarnessProcess harness = program.start(generation);
        try {
            NicCapabilities found = NicCapabilities.read(harness, generation, counterBits);
            NicOperations writes = meters.writes(found);
            if (!writes.isEmpty()) {
                writes.run(harness);
            }
            return new NicSession(harness, found, generation, found.checked(tunnels), meters, parity);
        } catch (DeviceException e) {
            harness.close();
            throw e;
        }
    }

    NicCapabilities capabilities() {
        return capabilities;
    }

    long generation() {
        return generation;
    }

    /** Clock cycles that the simulation has run. */
    long cycles() {
        return cycles;
    }

    /** The harness's process number. */
    long pid() {
        return harness.pid();
    }

    List<OffloadResult> apply(List<OffloadOperation> batch) throws DeviceException {
        return mended(tables.apply(batch, this::send));
    }

    /** Every rule's removal. */
    List<OffloadOperation> deleteAll() {
        return tables.deleteAll();
    }

    /** What was read while an entry had a parity error is read once more. */
    List<RuleSnapshot> dump(Set<Ufid> verify) throws DeviceException {
        List<RuleSnapshot> rules = tables.reader().dump(verify, this::send);
        if (!attention) {
            return rules;
        }
        mend();
        return tables.reader().dump(verify, this::send);
    }

    Map<Integer, MeterCounts> meters() throws DeviceException {
        return mended(meters.read(this::send));
    }

    /** Rules that were not hit since that time, on the clock of {@link #exchange}. */
    List<Ufid> idleSince(long nanos) throws DeviceException {
        return tables.reader().idleSince(clock.cycleOf(nanos), this::send);
    }

    /** Sends frames and notes what became of them, at that time in nanoseconds. */
    void exchange(FrameExchange frames, long now) throws DeviceException {
        NicAnswers answers = send(frames.operations());
        clock.sample(cycles, now);
        frames.decide(answers, tables, now);
        mend();
    }

    /** Marks of packets that find no rule in a chain. */
    MissMarks missMarks() {
        return tables.missMarks();
    }

    /** What gives every meter a full bucket. */
    NicOperations refilledMeters() throws DeviceException {
        return meters.writes(capabilities);
    }

    /** Every rule with what its completions have shown. */
    List<OffloadResult.Deleted> lost() {
        return tables.lost();
    }

    /** Carries operations out; entries that are found to have parity errors meanwhile stay so until more is asked. */
    NicAnswers send(NicOperations operations) throws DeviceException {
        NicAnswers answers = operations.run(harness);
        cycles = answers.cycles();
        attention = answers.attention();
        return answers;
    }

    /** Stores entries anew that were found to have parity errors before this was answered. */
    <T> T mended(T answer) throws DeviceException {
        mend();
        return answer;
    }

    private void mend() throws DeviceException {
        if (attention) {
            parity.mend(tables.repair(), this::send);
        }
    }

    @Override
    public void close() {
        harness.close();
    }
}
