package io.tandem.agent.engine;

import io.tandem.action.OdpAction;
import io.tandem.backend.DeviceException;
import io.tandem.backend.Explanation;
import io.tandem.backend.FlowState;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The flow table and placement: brings flows into the device that can hold them, and knows of every other one why it is
 * in software.
 *
 * <p>{@link #added} is called by the packet thread; everything that changes placement by one control thread at a time,
 * which holds this object's lock; views by any thread.
 */
public final class OffloadEngine {
    private static final int BATCH = 256;

    private final Datapath datapath;
    private final Optional<OffloadDevice> device;
    private final EngineConfig config;
    private final Clock clock;
    private final FlowEvents events;

    private final Map<Ufid, FlowEntry> entries = new ConcurrentHashMap<>();
    private final Queue<Ufid> toPlace = new ConcurrentLinkedQueue<>();
    /** Flows that the device had no room for, in the order in which they asked. */
    private final Set<Ufid> waitingForRoom = new LinkedHashSet<>();

    private final PlacementCounters counters = new PlacementCounters();
    private boolean roomAppeared;
    private Instant tryDeviceAt = Instant.MIN;

    public OffloadEngine(
            Datapath datapath, Optional<OffloadDevice> device, EngineConfig config, Clock clock, FlowEvents events) {
        this.datapath = datapath;
        this.device = device;
        this.config = config;
        this.clock = clock;
        this.events = events;
    }

    /** The device that rules go to. */
    public Optional<OffloadDevice> device() {
        return device;
    }

    /** What placement has done so far. */
    public PlacementCounters counters() {
        return counters;
    }

    /** The datapath has a new flow. */
    public void added(DatapathFlow flow) {
        FlowState state = device.<FlowState>map(d -> new FlowState.Pending(d.name()))
                .orElseGet(() -> new FlowState.Software(NO_DEVICE));
        Ufid ufid = flow.megaflow().ufid();
        entries.put(ufid, new FlowEntry(flow, state, clock.instant()));
        if (device.isPresent()) {
            toPlace.add(ufid);
        }
    }

    private static final Refusal NO_DEVICE = new Refusal(
            Refusal.Code.POLICY, Refusal.Layer.POLICY, "", "", "no device is configured; give one with --nic");

    /** Flows in the table. */
    public int size() {
        return entries.size();
    }

    /** The flows as they are now. */
    public List<FlowView> views() {
        return entries.values().stream().map(FlowEntry::view).toList();
    }

    /** The flow as it is now. */
    public Optional<FlowView> view(Ufid ufid) {
        return Optional.ofNullable(entries.get(ufid)).map(FlowEntry::view);
    }

    /** Rules that the device holds. */
    public long rules() {
        return entries.values().stream().filter(e -> e.installed).count();
    }

    /** Brings a failed device back and places what waits for a place. */
    public synchronized void runOnce() {
        if (device.isEmpty() || !deviceUp(device.get())) {
            return;
        }
        if (roomAppeared) {
            roomAppeared = false;
            toPlace.addAll(waitingForRoom);
            waitingForRoom.clear();
        }
        List<OffloadOperation> batch = new ArrayList<>();
        for (Ufid ufid = toPlace.poll(); ufid != null; ufid = toPlace.poll()) {
            FlowEntry entry = entries.get(ufid);
            if (entry != null && !entry.installed) {
                Megaflow flow = entry.software.megaflow();
                Explanation explanation = device.get().explain(flow);
                if (explanation instanceof Refusal refusal) {
                    refuse(entry, refusal);
                } else {
                    batch.add(new OffloadOperation.Put(flow));
                }
            }
            if (batch.size() == BATCH) {
                apply(batch);
                batch.clear();
            }
        }
        apply(batch);
    }

    /** Gives a flow other actions, in software at once and in hardware without a moment in which it is lost. */
    public synchronized void modify(Ufid ufid, List<OdpAction> actions) {
        FlowEntry entry = entries.get(ufid);
        if (entry == null) {
            return;
        }
        Megaflow changed = entry.software.megaflow().withActions(actions);
        datapath.flows().modify(changed);
        if (entry.installed) {
            apply(List.of(new OffloadOperation.Modify(changed)));
        } else if (device.isPresent()) {
            toPlace.add(ufid);
        }
    }

    /** Removes a flow from both sides. Answers all that it ever counted. */
    public synchronized Optional<FlowStats> remove(Ufid ufid) {
        FlowEntry entry = entries.get(ufid);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.installed) {
            apply(List.of(new OffloadOperation.Delete(ufid)));
        }
        entries.remove(ufid);
        waitingForRoom.remove(ufid);
        FlowStats last = entry.ledger.hardware().plus(datapath.remove(ufid).orElseGet(entry.software::stats));
        counters.flowEnded(last);
        return Optional.of(last);
    }

    /** Reads every rule's counters in one dump, and reads back the rules that were not verified yet. */
    public synchronized void dump() {
        if (device.isEmpty() || !deviceUp(device.get())) {
            return;
        }
        OffloadDevice target = device.get();
        Set<Ufid> verify = new HashSet<>();
        entries.forEach((ufid, entry) -> {
            if (entry.installed && entry.state() instanceof FlowState.Pending) {
                verify.add(ufid);
            }
        });
        List<Ufid> different = new ArrayList<>();
        long generation = target.generation();
        try {
            target.dump(verify, rule -> dumped(target.name(), generation, rule, different));
        } catch (DeviceException e) {
            failed(target, e);
            return;
        }
        apply(different.stream()
                .<OffloadOperation>map(OffloadOperation.Delete::new)
                .toList());
    }

    private void dumped(String name, long generation, RuleSnapshot rule, List<Ufid> different) {
        FlowEntry entry = entries.get(rule.ufid());
        if (entry == null || rule.readback() instanceof Readback.Unknown) {
            counters.strayRule();
            return;
        }
        entry.ledger.observe(generation, rule.counters());
        switch (rule.readback()) {
            case Readback.Same same -> move(entry, new FlowState.Offloaded(name, rule.ruleId()));
            case Readback.Different(String how) -> {
                counters.verifyFailed();
                different.add(rule.ufid());
                move(
                        entry,
                        new FlowState.Software(new Refusal(
                                Refusal.Code.VERIFY_FAILED,
                                Refusal.Layer.VERIFY,
                                "",
                                how,
                                "the rule that was read back is not the one that was installed; it was removed")));
            }
            case Readback.NotRead notRead -> {}
            case Readback.Unknown unknown -> {}
        }
    }

    private void apply(List<OffloadOperation> batch) {
        if (batch.isEmpty() || device.isEmpty()) {
            return;
        }
        OffloadDevice target = device.get();
        long generation = target.generation();
        List<OffloadResult> results;
        try {
            results = target.apply(batch);
        } catch (DeviceException e) {
            batch.forEach(operation -> toPlace.add(operation.ufid()));
            failed(target, e);
            return;
        }
        for (OffloadResult result : results) {
            FlowEntry entry = entries.get(result.ufid());
            if (entry != null) {
                applied(target, generation, entry, result);
            }
        }
    }

    private void applied(OffloadDevice target, long generation, FlowEntry entry, OffloadResult result) {
        switch (result) {
            case OffloadResult.Installed installed -> {
                entry.ledger.installed(generation);
                entry.installed = true;
                counters.installed();
                move(entry, new FlowState.Pending(target.name()));
            }
            case OffloadResult.Modified modified -> {
                entry.ledger.retire(generation, modified.last());
                entry.ledger.installed(generation);
                move(entry, new FlowState.Pending(target.name()));
            }
            case OffloadResult.Deleted deleted -> {
                entry.ledger.retire(generation, deleted.last());
                entry.installed = false;
                roomAppeared = true;
            }
            case OffloadResult.NotFound notFound -> entry.installed = false;
            case OffloadResult.Refused refused -> {
                if (entry.installed) {
                    entry.ledger.retire(generation, refused.last());
                    entry.installed = false;
                    roomAppeared = true;
                }
                refuse(entry, refused.refusal());
            }
        }
    }

    private void refuse(FlowEntry entry, Refusal refusal) {
        counters.refused(refusal);
        switch (refusal.code()) {
            case TABLE_FULL, MASK_LIMIT -> {
                waitingForRoom.add(entry.software.megaflow().ufid());
                move(entry, new FlowState.Software(refusal));
            }
            case DEVICE_ERROR ->
                move(entry, new FlowState.Failed(refusal, clock.instant().plus(config.retry())));
            default -> move(entry, new FlowState.Software(refusal));
        }
    }

    /** Puts flows back in the queue whose time to be tried again has come. */
    public synchronized void retryFailed() {
        Instant now = clock.instant();
        entries.forEach((ufid, entry) -> {
            if (entry.state() instanceof FlowState.Failed failed
                    && !failed.retryAt().isAfter(now)) {
                toPlace.add(ufid);
            }
        });
    }

    /** True where the device is up, or comes back now. */
    private boolean deviceUp(OffloadDevice target) {
        if (!target.failed()) {
            return true;
        }
        failed(target, new DeviceException(target.name() + " does not answer"));
        if (clock.instant().isBefore(tryDeviceAt)) {
            return false;
        }
        long old = target.generation();
        try {
            OffloadDevice.Recovery recovery = target.recover();
            counters.recovered();
            for (OffloadResult.Deleted lost : recovery.lost()) {
                FlowEntry entry = entries.get(lost.ufid());
                if (entry != null) {
                    entry.ledger.retire(old, lost.last());
                }
            }
            waitingForRoom.clear();
            entries.forEach((ufid, entry) -> {
                move(entry, new FlowState.Pending(target.name()));
                toPlace.add(ufid);
            });
            return true;
        } catch (DeviceException e) {
            tryDeviceAt = clock.instant().plus(config.retry());
            return false;
        }
    }

    private void failed(OffloadDevice target, DeviceException e) {
        Refusal refusal = new Refusal(
                Refusal.Code.DEVICE_ERROR,
                Refusal.Layer.DRIVER,
                "",
                String.valueOf(e.getMessage()),
                target.name() + " failed; software carries its flows until it is back");
        Instant retryAt = clock.instant().plus(config.retry());
        for (FlowEntry entry : entries.values()) {
            if (entry.installed || entry.state() instanceof FlowState.Pending) {
                entry.installed = false;
                move(entry, new FlowState.Failed(refusal, retryAt));
            }
        }
    }

    private void move(FlowEntry entry, FlowState next) {
        FlowState before = entry.state();
        if (!before.equals(next)) {
            entry.state(next);
            events.moved(entry.software.megaflow().ufid(), before, next);
        }
    }

    Collection<FlowEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }
}
