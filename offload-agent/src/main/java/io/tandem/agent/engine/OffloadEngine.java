package io.tandem.agent.engine;

import io.tandem.action.OdpAction;
import io.tandem.backend.DeviceException;
import io.tandem.backend.FlowState;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    private final FlowRegister flows;
    private final PlacementQueue queue = new PlacementQueue();
    private final PlacementCounters counters = new PlacementCounters();
    private final RefusedFlows refused;
    private final RuleRequests requests;
    private volatile Map<Integer, MeterCounts> meters = Map.of();

    private final HardwareLookups lookups;

    // Guarded by this.
    private final DepartedRules departed;
    private final OffloadedConnections connections;
    private final DeviceAnswers answers;
    private Set<Ufid> knownStrays = Set.of();
    private long dumps;
    private boolean down;
    private boolean switchedOff;
    private Instant tryDeviceAt = Instant.MIN;

    public OffloadEngine(
            Datapath datapath, Optional<OffloadDevice> device, EngineConfig config, Clock clock, FlowEvents events) {
        this.datapath = datapath;
        this.device = device;
        this.config = config;
        this.clock = clock;
        this.connections = new OffloadedConnections(datapath.conntrack());
        this.flows = new FlowRegister(events);
        this.lookups = new HardwareLookups(datapath, flows);
        this.departed = new DepartedRules(counters, lookups);
        this.refused = new RefusedFlows(flows, queue, counters, config, clock);
        this.requests = new RuleRequests(flows, refused);
        this.answers = new DeviceAnswers(flows, queue, counters, refused, departed, connections);
        device.ifPresent(present -> datapath.recoverFrom(present.missPlaces()));
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
                .orElseGet(() -> new FlowState.Software(Reasons.NO_DEVICE));
        Ufid ufid = flow.megaflow().ufid();
        flows.add(ufid, new FlowEntry(flow, state, clock.instant()));
        if (device.isPresent()) {
            queue.arrived(ufid);
        }
    }

    /** Flows in the table. */
    public int size() {
        return flows.size();
    }

    /** The flows as they are now. */
    public List<FlowView> views() {
        return flows.views();
    }

    /** The same in the order of their ufids. */
    public List<FlowView> viewsInOrder() {
        return views().stream()
                .sorted(Comparator.comparing(v -> v.flow().ufid()))
                .toList();
    }

    /** The flow as it is now. */
    public Optional<FlowView> view(Ufid ufid) {
        return flows.view(ufid);
    }

    /** The lookups that the device's rules answered. */
    public HardwareLookups lookups() {
        return lookups;
    }

    /** What the device's meters had counted when they were read last, by their ids. */
    public Map<Integer, MeterCounts> meters() {
        return meters;
    }

    /** Rules that the device holds. */
    public long rules() {
        return flows.installed().size();
    }

    /** Directions of connections whose packets the device tracks. */
    public int connections() {
        return connections.size();
    }

    /**
     * True where the flow's counts are no older than the device's refresh time: no rule counts for it, or the last dump
     * read it. Only then does it mean anything that no packet came.
     */
    public synchronized boolean upToDate(Ufid ufid) {
        FlowEntry entry = flows.find(ufid);
        return entry != null && (!entry.ledger.counting() || entry.lastRead == dumps);
    }

    /** Brings a failed device back and places what waits for a place. */
    public synchronized void runOnce() {
        if (device.isEmpty() || !deviceUp(device.get())) {
            return;
        }
        List<OffloadOperation> changes = new ArrayList<>();
        for (Ufid ufid : queue.take(clock.instant())) {
            FlowEntry entry = flows.find(ufid);
            if (entry == null || entry.installed && entry.whole.isEmpty()) {
                continue;
            }
            Megaflow flow = entry.software.megaflow();
            if (switchedOff) {
                flows.move(entry, new FlowState.Software(Reasons.SWITCHED_OFF));
            } else {
                requests.request(entry, flow, device.get().explain(flow)).ifPresent(changes::add);
            }
        }
        apply(changes);
        List<Ufid> inTheWay = refused.marksInTheWay();
        delete(inTheWay);
        for (Ufid ufid : inTheWay) {
            flows.with(ufid, e -> {
                if (!e.installed && !down) {
                    refused.evicted(e, device.get().name());
                }
            });
        }
    }

    /** Gives a flow other actions, in software at once and in hardware without a moment in which it is lost. */
    public synchronized void modify(Ufid ufid, List<OdpAction> actions) {
        FlowEntry entry = flows.find(ufid);
        if (entry == null) {
            return;
        }
        Megaflow changed = entry.software.megaflow().withActions(actions);
        datapath.flows().modify(changed);
        if (entry.installed && device.isPresent()) {
            requests.request(entry, changed, device.get().explain(changed)).ifPresent(change -> apply(List.of(change)));
        } else if (device.isPresent() && !down && !switchedOff) {
            answers.enqueue(device.get(), ufid, entry);
        }
    }

    /** Removes a flow from both sides. Answers all that it ever counted. */
    public synchronized Optional<FlowStats> remove(Ufid ufid) {
        return Optional.ofNullable(remove(Set.of(ufid)).get(ufid));
    }

    /**
     * Removes flows from both sides, in few batches. Answers all that each ever counted; where the device is down and
     * does not come back at once, what it had counted last arrives later in {@link PlacementCounters#endedPackets()}.
     */
    public synchronized Map<Ufid, FlowStats> remove(Collection<Ufid> ufids) {
        List<Ufid> rules = new ArrayList<>();
        ufids.forEach(ufid -> flows.with(ufid, e -> {
            if (e.installed) {
                rules.add(ufid);
            }
        }));
        delete(rules);
        device.ifPresent(this::deviceUp);
        Map<Ufid, FlowStats> last = new LinkedHashMap<>();
        for (Ufid ufid : ufids) {
            FlowEntry entry = flows.remove(ufid);
            if (entry == null) {
                continue;
            }
            queue.forget(ufid);
            boolean first = lookups.isFirst(entry.software.megaflow());
            if (entry.ledger.counting()) {
                departed.add(ufid, entry.ledger, first);
            }
            FlowStats stats = entry.ledger.hardware().plus(datapath.remove(ufid).orElseGet(entry.software::stats));
            counters.flowEnded(stats);
            lookups.ended(entry.ledger.hardware(), first);
            last.put(ufid, stats);
        }
        return last;
    }

    /** Takes every rule out of the device; all flows stay in software until {@link #switchOn}. */
    public synchronized void switchOff() {
        switchedOff = true;
        if (device.isEmpty()) {
            return;
        }
        delete(connections.ufids());
        delete(flows.installed());
        if (!down) {
            flows.forEach((ufid, e) -> flows.move(e, new FlowState.Software(Reasons.SWITCHED_OFF)));
        }
    }

    /** Flows are offloaded again after {@link #switchOff}. */
    public synchronized void switchOn() {
        switchedOff = false;
        if (device.isPresent() && !down) {
            flows.forEach((ufid, entry) -> {
                if (entry.state() instanceof FlowState.Software(Refusal refusal)
                        && refusal.equals(Reasons.SWITCHED_OFF)) {
                    answers.enqueue(device.get(), ufid, entry);
                }
            });
        }
    }

    /**
     * Reads every rule's counters and those of meters in one dump, reads back the rules that were not verified yet, and removes those that
     * should not be there.
     */
    public synchronized void dump() {
        dumps++;
        if (device.isEmpty() || !deviceUp(device.get())) {
            return;
        }
        OffloadDevice target = device.get();
        RuleDump dump = new RuleDump(
                flows,
                connections,
                departed,
                target.generation(),
                dumps,
                target.capabilities().refreshNanos());
        try {
            target.dump(dump.toVerify(), dump);
            meters = Map.copyOf(target.meters());
        } catch (DeviceException e) {
            failed(target, e);
            return;
        }
        queue.serves(target.capabilities().ports());
        RuleDump.Findings found = dump.finish(target.name(), knownStrays);
        counters.dumped(found);
        knownStrays = found.strays();
        found.lost().forEach(ufid -> flows.with(ufid, e -> answers.enqueue(target, ufid, e)));
        delete(found.unwanted());
        if (target.tracks() && !switchedOff) {
            apply(connections.changes(flows.held(), System.nanoTime()));
        }
    }

    private void delete(Collection<Ufid> ufids) {
        apply(ufids.stream().<OffloadOperation>map(OffloadOperation.Delete::new).toList());
    }

    /** Carries out operations in batches, until the device fails. */
    private void apply(List<OffloadOperation> operations) {
        if (device.isEmpty()) {
            return;
        }
        OffloadDevice target = device.get();
        for (int first = 0; first < operations.size() && !down; first += BATCH) {
            List<OffloadOperation> batch = operations.subList(first, Math.min(operations.size(), first + BATCH));
            long generation = target.generation();
            try {
                List<OffloadResult> results = target.apply(batch);
                for (int i = 0; i < results.size(); i++) {
                    answers.take(target, generation, dumps, batch.get(i), results.get(i));
                }
            } catch (DeviceException e) {
                // What may have been installed may have counted, from zero.
                batch.stream()
                        .filter(OffloadOperation.Put.class::isInstance)
                        .forEach(put -> flows.with(put.ufid(), entry -> entry.ledger.installed(generation)));
                failed(target, e);
            }
        }
    }

    /** Puts flows back in the queue whose time to be tried again has come. */
    public synchronized void retryFailed() {
        Instant now = clock.instant();
        flows.forEach((ufid, entry) -> {
            if (!down
                    && entry.state() instanceof FlowState.Failed failed
                    && !failed.retryAt().isAfter(now)) {
                queue.add(ufid);
            }
        });
    }

    /** True where the device is up, or comes back now. */
    private boolean deviceUp(OffloadDevice target) {
        if (!down && !target.failed()) {
            return true;
        }
        failed(target, new DeviceException(target.name() + " does not answer"));
        if (clock.instant().isBefore(tryDeviceAt)) {
            return false;
        }
        long old = target.generation();
        try {
            for (OffloadResult.Deleted lost : target.recover().lost()) {
                answers.retire(lost.ufid(), old, lost.last());
            }
        } catch (DeviceException e) {
            tryDeviceAt = clock.instant().plus(config.retry());
            return false;
        }
        down = false;
        counters.recovered();
        departed.clear();
        flows.forEach((ufid, entry) -> {
            entry.ledger.ended();
            entry.refusedInARow = 0;
            answers.enqueue(target, ufid, entry);
        });
        return true;
    }

    private void failed(OffloadDevice target, DeviceException e) {
        down = true;
        connections.lost();
        Refusal refusal = Reasons.deviceFailed(target.name(), e);
        Instant retryAt = clock.instant().plus(config.retry());
        flows.forEach((ufid, entry) -> {
            if (entry.installed || entry.state() instanceof FlowState.Pending) {
                entry.installed = false;
                flows.move(entry, new FlowState.Failed(refusal, retryAt));
            }
        });
    }
}
