package io.tandem.rte.device;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.MeterCounts;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteCount;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Holds rules in memory: two of one group, priority and pattern can't be, as in hardware. Counts what a test says; refuses,
 * loses and fails as it is told to; and ends the test where a handle is wrong, as a driver would end the process.
 */
final class MemoryFlows implements RteFlows {
    static final int PORTS = 3;

    /** A rule that is there. */
    static final class Entry {
        final int port;
        RteRule rule;
        long packets;
        long bytes;
        boolean aged;

        /** True where it counts by that counter. */
        boolean names(int counter) {
            return rule.actions().contains(new RteAction.Indirect(counter));
        }

        Entry(int port, RteRule rule) {
            this.port = port;
            this.rule = rule;
        }
    }

    final Map<FlowHandle, Entry> rules = new LinkedHashMap<>();
    final List<String> calls = new ArrayList<>();
    BiFunction<Integer, RteRule, Optional<RteError>> refusals = (port, rule) -> Optional.empty();
    Optional<RteError> destroyError = Optional.empty();
    Optional<RteError> flushError = Optional.empty();
    Optional<RteError> agedError = Optional.empty();
    final Map<String, MeterRate> meters = new LinkedHashMap<>();
    int meterless = -1;
    /** What meters have counted, by port and id. */
    final Map<String, MeterCounts> meterCounts = new LinkedHashMap<>();

    /** Why there are no counters but rules' own; empty where there are. */
    Optional<RteError> counterError = Optional.of(RteFlows.NO_COUNTERS);

    /** Why a counter does not end. */
    Optional<RteError> removeCounterError = Optional.empty();

    final Map<Integer, RteCount> counters = new LinkedHashMap<>();
    /** What happens before a rule ends. */
    Runnable beforeDestroy = () -> {};

    boolean broken;
    long[] lives = new long[PORTS];
    int lifeCalls;
    final int[] queues = {1, 4, 0};
    long next = 0x7f00;
    int creations;
    boolean closed;
    int closings;
    boolean gone;

    /**
     * The settings of a device at these ports, and at one that is not there.
     *
     * @param more settings, each as {@code KEY=VALUE}
     */
    static RteSettings settings(String... more) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("ports", "1=net_0,2=net_1,3=net_2,9=absent"));
        for (String pair : more) {
            settings.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return RteSettings.of(new DeviceConfig("nic", settings));
    }

    static RteError error(RteErrorType type, RteCause.Part part, int index, int errno, String message) {
        return new RteError(type, new RteCause(part, index), message, errno);
    }

    /** The port is reset: its rules are gone, and old handles are death. */
    void reset(int port) {
        lives[port]++;
        rules.values().removeIf(entry -> entry.port == port);
    }

    void hit(long packets, long bytes) {
        rules.values().forEach(entry -> {
            entry.packets += packets;
            entry.bytes += bytes;
        });
    }

    private void answering() throws RteTransportException {
        if (broken) {
            throw new RteTransportException("nobody answers");
        }
    }

    @Override
    public OptionalInt port(String name) throws RteTransportException {
        answering();
        return name.startsWith("net_") && !gone
                ? OptionalInt.of(Integer.parseInt(name.substring(4)))
                : OptionalInt.empty();
    }

    @Override
    public int queues(int port) {
        return queues[port];
    }

    @Override
    public RteAnswer<RteAnswer.Ok> validate(int port, RteRule rule) {
        return refusals.apply(port, rule)
                .<RteAnswer<RteAnswer.Ok>>map(RteAnswer::refused)
                .orElseGet(RteAnswer::ok);
    }

    @Override
    public RteAnswer<FlowHandle> create(int port, RteRule rule) throws RteTransportException {
        answering();
        creations++;
        calls.add("create");
        Optional<RteError> refusal = refusals.apply(port, rule);
        if (refusal.isPresent()) {
            return RteAnswer.refused(refusal.get());
        }
        for (Entry entry : rules.values()) {
            boolean same = entry.port == port
                    && entry.rule.group() == rule.group()
                    && entry.rule.priority() == rule.priority()
                    && entry.rule.pattern().equals(rule.pattern());
            if (same) {
                return RteAnswer.refused(error(
                        RteErrorType.UNSPECIFIED, RteCause.Part.NONE, 0, RteError.EEXIST, "there is one already"));
            }
        }
        FlowHandle handle = new FlowHandle(next++);
        rules.put(handle, new Entry(port, rule));
        return new RteAnswer.Done<>(handle);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle) throws RteTransportException {
        answering();
        calls.add("destroy");
        crash(port, handle);
        beforeDestroy.run();
        if (destroyError.isPresent()) {
            return RteAnswer.refused(destroyError.get());
        }
        rules.remove(handle);
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<RteAnswer.Ok> update(int port, FlowHandle handle, RteRule rule) {
        crash(port, handle).rule = rule;
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<RteCount> query(int port, FlowHandle handle) throws RteTransportException {
        answering();
        calls.add("query");
        Entry entry = crash(port, handle);
        return new RteAnswer.Done<>(new RteCount(entry.packets, entry.bytes));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> addCounter(int port, int id, Set<Traffic> traffic) throws RteTransportException {
        answering();
        if (counterError.isPresent()) {
            return RteAnswer.refused(counterError.get());
        }
        if (counters.put(id, new RteCount(0, 0)) != null) {
            throw new AssertionError("counter " + id + " is there already");
        }
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<RteCount> counter(int port, int id) throws RteTransportException {
        answering();
        return new RteAnswer.Done<>(Objects.requireNonNull(counters.get(id), "no counter " + id));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> removeCounter(int port, int id) throws RteTransportException {
        answering();
        if (removeCounterError.isPresent()) {
            return RteAnswer.refused(removeCounterError.get());
        }
        if (rules.values().stream().anyMatch(entry -> entry.names(id)) || counters.remove(id) == null) {
            throw new AssertionError("a driver would have crashed on counter " + id);
        }
        return RteAnswer.ok();
    }

    private Entry crash(int port, FlowHandle handle) {
        Entry entry = rules.get(handle);
        if (entry == null || entry.port != port) {
            throw new AssertionError("a driver would have crashed on handle " + handle);
        }
        return entry;
    }

    @Override
    public RteAnswer<List<FlowHandle>> aged(int port) throws RteTransportException {
        answering();
        return agedError
                .<RteAnswer<List<FlowHandle>>>map(RteAnswer::refused)
                .orElseGet(() -> new RteAnswer.Done<>(rules.entrySet().stream()
                        .filter(entry -> entry.getValue().port == port && entry.getValue().aged)
                        .map(Map.Entry::getKey)
                        .toList()));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> flush(int port) throws RteTransportException {
        answering();
        if (flushError.isPresent()) {
            return RteAnswer.refused(flushError.get());
        }
        rules.values().removeIf(entry -> entry.port == port);
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<RteAnswer.Ok> addMeter(int port, int id, MeterRate rate) {
        if (port == meterless) {
            return RteAnswer.refused(
                    error(RteErrorType.UNSPECIFIED, RteCause.Part.NONE, 0, RteError.ENOSYS, "no meters"));
        }
        meters.put(port + "/" + id, rate);
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<MeterCounts> meterCounts(int port, int id) throws RteTransportException {
        answering();
        MeterCounts counts = meterCounts.get(port + "/" + id);
        return counts == null
                ? RteAnswer.refused(
                        error(RteErrorType.UNSPECIFIED, RteCause.Part.NONE, 0, RteError.ENOSYS, "no counts"))
                : new RteAnswer.Done<>(counts);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> isolate(int port, Isolation isolation) {
        return RteAnswer.ok();
    }

    @Override
    public long life(int port) {
        lifeCalls++;
        return lives[port];
    }

    @Override
    public void close() {
        closed = true;
        closings++;
    }
}
