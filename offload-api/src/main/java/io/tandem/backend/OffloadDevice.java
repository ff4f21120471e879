package io.tandem.backend;

import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A device that can hold rules.
 *
 * <p>Threads: {@link #apply}, {@link #dump}, {@link #flush} and {@link #close} are called by one control thread at a
 * time; {@link #explain}, {@link #capabilities}, {@link #generation} and {@link #missPlaces} by any thread at any time. No
 * call blocks without a bound: a device that does not answer in time fails with {@link DeviceException}.
 */
public interface OffloadDevice extends AutoCloseable {
    /** The name from the device's {@link DeviceConfig}. */
    String name();

    /** What the device can do, as it reports itself in its present generation. */
    DeviceCapabilities capabilities();

    /**
     * Counts the device's lives. It grows at each reset, after which the device holds no rule and counts from zero;
     * counters of different generations are never compared.
     */
    long generation();

    /** True from the moment in which the device failed until {@link #recover} has brought it back. */
    boolean failed();

    /**
     * What the device would make of a flow. Pure: nothing is sent to the device, nothing is remembered. Capacity is
     * not looked at; only {@link #apply} can answer {@link Refusal.Code#TABLE_FULL} or {@code MASK_LIMIT}.
     *
     * @return a {@link Translation}, a {@link Marking} or a {@link Refusal}
     */
    Explanation explain(Megaflow flow);

    /** True where the device takes {@link OffloadOperation.Track}, in its present generation. */
    default boolean tracks() {
        return false;
    }

    /**
     * What the marks of packets stand for that the device gives back after its rules have counted them; the same object
     * for as long as the device is open.
     */
    default MissPlaces missPlaces() {
        return MissPlaces.NONE;
    }

    /**
     * Carries out changes in order. Each operation is answered on its own, in the order of the batch, and one that is
     * refused does not stop the rest. A put of a ufid that the device holds already is a modify. A rule that is
     * answered as installed is in the hardware, though not read back yet.
     *
     * @throws DeviceException where the device failed; then nothing is known of the batch, and the generation changes
     */
    List<OffloadResult> apply(List<OffloadOperation> batch) throws DeviceException;

    /**
     * Reports each rule of ours that the device holds, in bulk, each once.
     *
     * @param verify the rules to read back whole; the others report counters only
     * @param consumer called on the calling thread; it must not call the device
     * @throws DeviceException where the device failed; rules reported so far are good
     */
    void dump(Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws DeviceException;

    /**
     * What the device's meters have counted, by the meters' ids. A meter that the device does not have, or does not count
     * by itself at all, is left out; this implementation leaves out all.
     *
     * @throws DeviceException where the device failed
     */
    default Map<Integer, MeterCounts> meters() throws DeviceException {
        return Map.of();
    }

    /** Removes every rule of ours, and answers each one's final counters. */
    List<OffloadResult.Deleted> flush() throws DeviceException;

    /**
     * Brings a device back after it failed: restarts or resets it, empty, in a new generation.
     *
     * @return what was lost with the old generation
     * @throws DeviceException where it does not come back; the call may be repeated later
     */
    Recovery recover() throws DeviceException;

    /**
     * What a device lost when it failed.
     *
     * @param generation the generation that it has now
     * @param lost each rule of the old generation with the latest counts of it that reached the host in any way, by
     *     reads or by completions; they are at least those of the last dump
     */
    record Recovery(long generation, List<OffloadResult.Deleted> lost) {
        public Recovery {
            lost = List.copyOf(lost);
        }
    }

    /** Lets the device go. Its rules stay where the hardware outlives the process. Idempotent; never throws. */
    @Override
    void close();
}
