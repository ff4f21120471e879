package io.tandem.agent.engine;

import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.DeviceException;
import io.tandem.backend.Explanation;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.backend.Translation;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A device in memory that keeps the contract to the letter, with counters of a chosen width, and misbehaves on request.
 * One thread.
 */
public final class FakeDevice implements OffloadDevice {
    private static final class Rule {
        Megaflow flow;
        int mark;
        long packets;
        long bytes;
        long used = FlowStats.NEVER;

        Rule(Megaflow flow) {
            this.flow = flow;
        }
    }

    private final Map<Ufid, Rule> rules = new LinkedHashMap<>();
    private final int width;
    private long generation = 1;
    private boolean failed;

    /** Rules that there is room for. */
    public int room = Integer.MAX_VALUE;
    /** What the device makes of a flow. */
    public Function<Megaflow, Explanation> explanation = flow -> Translation.exact("rule");
    /** The next so many calls of apply fail the device; new rules of the batch are in it by then. */
    public int failApplies;
    /** The next so many dumps fail the device. */
    public int failDumps;
    /** The next so many recoveries fail. */
    public int failRecoveries;
    /** Recoveries end in an error that no device should have. */
    public boolean breakRecoveries;
    /** Deletes are refused, and the rule stays. */
    public boolean refuseDeletes;
    /** The next so many puts are rejected by the driver. */
    public int rejectPuts;
    /** How old the counters are when they are dumped, in nanoseconds. */
    public long age;
    /** Rules that read back as something else. */
    public final Set<Ufid> corrupt = new HashSet<>();
    /** Rules that a dump does not show. */
    public final Set<Ufid> hidden = new HashSet<>();
    /** Rules that this process did not install. */
    public final Set<Ufid> foreign = new HashSet<>();
    /** What meters counted. */
    public Map<Integer, MeterCounts> meters = Map.of();
    /** The sizes of the batches so far. */
    public final List<Integer> batches = new ArrayList<>();
    /** Dumps so far. */
    public int dumps;
    /** Puts so far. */
    public int puts;
    /** Marks asked for so far. */
    public int marks;
    /** Why rules that mark are refused. */
    public Optional<Refusal> refuseMarks = Optional.empty();
    /** The ports that it serves. */
    public Set<Integer> ports = Set.of(1);
    /** Flows whose bucket is full whatever room there is elsewhere. */
    public final Set<Ufid> crowded = new HashSet<>();

    public FakeDevice(int width) {
        this.width = width;
    }

    /** True where the device holds a rule for the flow. */
    public boolean holds(Ufid ufid) {
        return rules.containsKey(ufid);
    }

    /** The rule that it holds. */
    public Megaflow rule(Ufid ufid) {
        return Objects.requireNonNull(rules.get(ufid)).flow;
    }

    /** What the flow's rule marks packets with; 0 where it does more. */
    public int mark(Ufid ufid) {
        return Objects.requireNonNull(rules.get(ufid)).mark;
    }

    /** Packets hit a rule. False where the device does not hold it, or is down. */
    public boolean hit(Ufid ufid, long packets, long bytes, long nanos) {
        Rule rule = rules.get(ufid);
        if (rule == null || failed) {
            return false;
        }
        rule.packets += packets;
        rule.bytes += bytes;
        rule.used = nanos;
        return true;
    }

    /** The device dies. */
    public void fail() {
        failed = true;
    }

    /** The device is heard of once more, as what it was. */
    public void revive() {
        failed = false;
    }

    /** Somebody else takes the rule out. */
    public void drop(Ufid ufid) {
        rules.remove(ufid);
    }

    /** Somebody else puts a rule in. */
    public void plant(Megaflow flow) {
        rules.put(flow.ufid(), new Rule(flow));
        foreign.add(flow.ufid());
    }

    @Override
    public String name() {
        return "fake0";
    }

    @Override
    public DeviceCapabilities capabilities() {
        return new DeviceCapabilities(Map.of(), Set.of(), room, room, width, 1_000, ports);
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
        return explanation.apply(flow);
    }

    @Override
    public List<OffloadResult> apply(List<OffloadOperation> batch) throws DeviceException {
        up();
        batches.add(batch.size());
        if (failApplies > 0) {
            failApplies--;
            batch.stream().filter(o -> !holds(o.ufid())).forEach(this::carryOut);
            failed = true;
            throw new DeviceException("no completion");
        }
        return batch.stream().map(this::carryOut).toList();
    }

    private OffloadResult carryOut(OffloadOperation operation) {
        return switch (operation) {
            case OffloadOperation.Put(Megaflow flow) -> put(flow);
            case OffloadOperation.Mark(Megaflow flow, int mark) -> mark(flow, mark);
            case OffloadOperation.Track track -> throw new AssertionError("tracks nothing: " + track);
            case OffloadOperation.Modify(Megaflow flow) ->
                holds(flow.ufid()) ? put(flow) : new OffloadResult.NotFound(flow.ufid());
            case OffloadOperation.Delete(Ufid ufid) -> delete(ufid);
        };
    }

    private OffloadResult put(Megaflow flow) {
        puts++;
        Rule old = rules.get(flow.ufid());
        if (explanation.apply(flow) instanceof Refusal refusal) {
            rules.remove(flow.ufid());
            return new OffloadResult.Refused(flow.ufid(), refusal, old == null ? RawCounters.zero(width) : read(old));
        }
        if (old != null) {
            rules.put(flow.ufid(), new Rule(flow));
            return new OffloadResult.Modified(flow.ufid(), id(flow.ufid()), read(old));
        }
        if (rejectPuts > 0) {
            rejectPuts--;
            return refused(flow, Refusal.Code.DEVICE_ERROR, Refusal.Layer.DRIVER);
        }
        if (rules.size() >= room || crowded.contains(flow.ufid())) {
            return refused(flow, Refusal.Code.TABLE_FULL, Refusal.Layer.CAPACITY);
        }
        rules.put(flow.ufid(), new Rule(flow));
        return new OffloadResult.Installed(flow.ufid(), id(flow.ufid()));
    }

    private OffloadResult mark(Megaflow flow, int mark) {
        marks++;
        Rule old = rules.get(flow.ufid());
        if (refuseMarks.isPresent()) {
            rules.remove(flow.ufid());
            return new OffloadResult.Refused(
                    flow.ufid(), refuseMarks.get(), old == null ? RawCounters.zero(width) : read(old));
        }
        if (old == null && rules.size() >= room) {
            return refused(flow, Refusal.Code.TABLE_FULL, Refusal.Layer.CAPACITY);
        }
        Rule rule = new Rule(flow);
        rule.mark = mark;
        rules.put(flow.ufid(), rule);
        return old == null
                ? new OffloadResult.Installed(flow.ufid(), id(flow.ufid()))
                : new OffloadResult.Modified(flow.ufid(), id(flow.ufid()), read(old));
    }

    private OffloadResult refused(Megaflow flow, Refusal.Code code, Refusal.Layer layer) {
        return new OffloadResult.Refused(
                flow.ufid(), new Refusal(code, layer, "", "", "try again later"), RawCounters.zero(width));
    }

    private OffloadResult delete(Ufid ufid) {
        Rule rule = rules.get(ufid);
        if (rule == null) {
            return new OffloadResult.NotFound(ufid);
        }
        if (refuseDeletes) {
            return refused(rule.flow, Refusal.Code.DEVICE_ERROR, Refusal.Layer.DRIVER);
        }
        rules.remove(ufid);
        return new OffloadResult.Deleted(ufid, read(rule));
    }

    @Override
    public void dump(Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws DeviceException {
        up();
        dumps++;
        if (failDumps > 0) {
            failDumps--;
            failed = true;
            throw new DeviceException("the dump broke off");
        }
        new HashMap<>(rules).forEach((ufid, rule) -> {
            if (!hidden.contains(ufid)) {
                consumer.accept(new RuleSnapshot(ufid, id(ufid), read(rule), readback(ufid, verify)));
            }
        });
    }

    private Readback readback(Ufid ufid, Set<Ufid> verify) {
        if (foreign.contains(ufid)) {
            return new Readback.Unknown();
        }
        if (!verify.contains(ufid)) {
            return new Readback.NotRead();
        }
        return corrupt.contains(ufid) ? new Readback.Different("another action") : new Readback.Same();
    }

    @Override
    public Map<Integer, MeterCounts> meters() throws DeviceException {
        up();
        return meters;
    }

    @Override
    public List<OffloadResult.Deleted> flush() throws DeviceException {
        up();
        List<OffloadResult.Deleted> gone = lost();
        rules.clear();
        return gone;
    }

    @Override
    public Recovery recover() throws DeviceException {
        if (breakRecoveries) {
            throw new IllegalStateException("the device is broken");
        }
        if (failRecoveries > 0) {
            failRecoveries--;
            throw new DeviceException("does not come back");
        }
        List<OffloadResult.Deleted> lost = lost();
        rules.clear();
        failed = false;
        generation++;
        return new Recovery(generation, lost);
    }

    private List<OffloadResult.Deleted> lost() {
        List<OffloadResult.Deleted> lost = new ArrayList<>();
        rules.forEach((ufid, rule) -> lost.add(new OffloadResult.Deleted(ufid, read(rule))));
        return lost;
    }

    private RawCounters read(Rule rule) {
        long mask = width == 64 ? -1L : (1L << width) - 1;
        return new RawCounters(rule.packets & mask, rule.bytes & mask, width, rule.used, age);
    }

    private String id(Ufid ufid) {
        return generation + "/" + Long.toHexString(ufid.low());
    }

    private void up() throws DeviceException {
        if (failed) {
            throw new DeviceException("fake0 is down");
        }
    }

    @Override
    public void close() {}
}
