package io.tandem.tc.device;

import io.tandem.backend.MeterCounts;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.held.FilterComparison;
import io.tandem.tc.held.FilterKernel;
import io.tandem.tc.held.FrameBytes;
import io.tandem.tc.held.Reading;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.link.IngressQdiscs;
import io.tandem.tc.link.Links;
import io.tandem.tc.meter.PoliceMeters;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A device from one opening of its transport to the next failure. One thread at a time. */
final class TcSession implements AutoCloseable {
    private final TcSettings settings;
    private final TcTransport transport;
    private final Links links;
    private final IngressQdiscs qdiscs;
    private final PortTable ports;
    private final Planner planner;
    private final PoliceMeters meters;
    private final ChainNumbers chains;
    private final Receivers receivers;
    private final LongSupplier clock;
    private final Holdings holdings;
    private final FilterKernel kernel;
    private final Remover remover;
    private final Installer installer;
    private final Replacer replacer;

    TcSession(
            TcSettings settings,
            TcTransport transport,
            Links links,
            PortTable ports,
            Planner planner,
            PoliceMeters meters,
            ChainNumbers chains,
            GracePeriod grace,
            LongSupplier clock) {
        this.settings = settings;
        this.transport = transport;
        this.links = links;
        this.qdiscs = new IngressQdiscs(transport);
        this.ports = ports;
        this.planner = planner;
        this.meters = meters;
        this.chains = chains;
        this.clock = clock;
        this.holdings = new Holdings(settings.priorities());
        this.kernel = new FilterKernel(
                transport, settings.priorities(), clock, settings.refresh().toNanos());
        this.receivers = new Receivers(settings.receivers(), settings.priorities());
        this.remover = new Remover(holdings, kernel, settings.policy(), receivers, grace);
        this.installer = new Installer(holdings, kernel, remover, settings.policy());
        this.replacer = new Replacer(holdings, kernel, remover, settings.policy());
    }

    /** Makes meters, sees which ports there are, and notes the rules that an earlier life left, of which it changes none. */
    void start() throws TransportException {
        meters.start(transport);
        receivers.open(transport, links);
        ports.refresh(links, qdiscs);
        receivers.place(ports, kernel, holdings);
        for (AttachPoint place : ports.places()) {
            kernel.readAll(place, true).forEach(this::found);
        }
    }

    /** The latest counts of every rule, read once more from a later session's leftovers. */
    List<OffloadResult.Deleted> lastCounts(TcSession later) {
        List<OffloadResult.Deleted> last = new ArrayList<>();
        holdings.takeDeparted().forEach((ufid, counts) -> last.add(new OffloadResult.Deleted(ufid, counts)));
        for (HeldRule rule : holdings.rules()) {
            Leftover left = later.holdings.leftovers().get(rule.ufid());
            if (left != null && left.filter().id().equals(rule.id())) {
                rule.read(left.before(), kernel);
            }
            last.add(new OffloadResult.Deleted(rule.ufid(), rule.last()));
        }
        return last;
    }

    /** What of a batch can go in one message: like steps on different flows. */
    private enum Step {
        INSTALL,
        REPLACE,
        REMOVE,
        ANSWERED
    }

    List<OffloadResult> apply(List<OffloadOperation> batch) throws TransportException {
        List<OffloadResult> results = new ArrayList<>(batch.size());
        int at = 0;
        while (at < batch.size()) {
            Set<Ufid> seen = HashSet.newHashSet(batch.size() - at);
            Map<Ufid, Plan> plans = HashMap.newHashMap(batch.size() - at);
            Step step = step(batch.get(at), plans);
            int end = at;
            while (end < batch.size()
                    && seen.add(batch.get(end).ufid())
                    && (end == at || step(batch.get(end), plans) == step)) {
                end++;
            }
            results.addAll(carryOut(step, batch.subList(at, end), plans));
            at = end;
        }
        return results;
    }

    private Step step(OffloadOperation operation, Map<Ufid, Plan> plans) {
        Ufid ufid = operation.ufid();
        Optional<Leftover> left = Optional.ofNullable(holdings.leftovers().get(ufid));
        return switch (operation) {
            case OffloadOperation.Put(Megaflow flow) -> place(flow, left, plans);
            case OffloadOperation.Modify(Megaflow flow) ->
                holdings.rule(ufid).isPresent() || left.isPresent() || holdings.hasDeparted(ufid)
                        ? place(flow, left, plans)
                        : Step.ANSWERED;
            case OffloadOperation.Track track ->
                throw new IllegalArgumentException("the kernel tracks connections itself: " + track.connection());
            case OffloadOperation.Mark mark ->
                throw new IllegalArgumentException("a filter marks no packet for software: " + mark.ufid());
            case OffloadOperation.Delete delete -> {
                left.ifPresent(l -> holdings.claim(l, leftOut(l)));
                yield holdings.rule(ufid).isPresent() ? Step.REMOVE : Step.ANSWERED;
            }
        };
    }

    private Step place(Megaflow flow, Optional<Leftover> left, Map<Ufid, Plan> plans) {
        Plan plan = planner.plan(flow);
        plans.put(flow.ufid(), plan);
        if (left.isPresent() && !isJust(plan, left.get())) {
            holdings.claim(left.get(), leftOut(left.get()));
        }
        return holdings.rule(flow.ufid()).isPresent() ? Step.REPLACE : Step.INSTALL;
    }

    private static boolean isJust(Plan plan, Leftover left) {
        return plan instanceof Plan.Rule rule
                && rule.fits(left.filter().id())
                && FilterComparison.difference(rule.at(left.filter().id()), left.filter())
                        .isEmpty();
    }

    private static int leftOut(Leftover left) {
        return FrameBytes.leftOut(left.filter()).orElse(0);
    }

    private List<OffloadResult> carryOut(Step step, List<OffloadOperation> run, Map<Ufid, Plan> plans)
            throws TransportException {
        List<Ufid> ufids = run.stream().map(OffloadOperation::ufid).toList();
        List<OffloadResult> results =
                switch (step) {
                    case INSTALL ->
                        installer.install(ufids.stream().map(plans::get).toList());
                    case REPLACE -> replace(ufids, plans);
                    case REMOVE -> remove(ufids);
                    case ANSWERED -> ufids.stream().map(this::answer).toList();
                };
        for (OffloadResult result : results) {
            if (result instanceof OffloadResult.Refused refused
                    && refused.refusal().code() == Refusal.Code.PORT_NOT_OFFLOADABLE) {
                ports.doubt();
            }
        }
        return results;
    }

    private List<OffloadResult> replace(List<Ufid> ufids, Map<Ufid, Plan> plans) throws TransportException {
        Map<HeldRule, Plan> changes = new LinkedHashMap<>();
        for (Ufid ufid : ufids) {
            changes.put(holdings.rule(ufid).orElseThrow(), plans.get(ufid));
        }
        Map<Ufid, OffloadResult> results = replacer.replace(changes);
        return ufids.stream().map(results::get).toList();
    }

    private List<OffloadResult> remove(List<Ufid> ufids) throws TransportException {
        List<HeldRule> rules = new ArrayList<>();
        for (Ufid ufid : ufids) {
            rules.add(holdings.rule(ufid).orElseThrow());
        }
        List<OffloadResult> results = new ArrayList<>();
        for (Remover.Ended ended : remover.remove(rules, Remover.Reach.OPEN)) {
            Ufid ufid = ended.rule().ufid();
            results.add(
                    ended.refusal().isPresent()
                            ? new OffloadResult.Refused(ufid, ended.refusal().get(), ended.last())
                            : new OffloadResult.Deleted(ufid, ended.last()));
        }
        return results;
    }

    private OffloadResult answer(Ufid ufid) {
        return holdings.takeDeparted(ufid)
                .<OffloadResult>map(last -> new OffloadResult.Deleted(ufid, last))
                .orElseGet(() -> new OffloadResult.NotFound(ufid));
    }

    void dump(Set<Ufid> verify, Consumer<RuleSnapshot> consumer) throws TransportException {
        for (AttachPoint gone : ports.refresh(links, qdiscs)) {
            remover.lost(holdings.rulesAt(gone));
            holdings.forget(gone);
        }
        receivers.place(ports, kernel, holdings);
        tidy();
        for (AttachPoint place : ports.places()) {
            boolean whole = holdings.rulesAt(place).stream().anyMatch(rule -> verify.contains(rule.ufid()));
            Set<HeldRule> missing = new HashSet<>(holdings.rulesAt(place));
            Set<FilterId> seen = new HashSet<>();
            for (Reading reading : kernel.readAll(place, whole)) {
                seen.add(reading.id());
                Optional<HeldRule> rule =
                        reading.ufid().flatMap(holdings::rule).filter(r -> r.id().equals(reading.id()));
                if (rule.isPresent()) {
                    missing.remove(rule.get());
                    consumer.accept(snapshot(rule.get(), reading, verify));
                } else if (reading.filter().isPresent()) {
                    found(reading);
                }
            }
            receivers.missing(place, seen);
            remover.lost(List.copyOf(missing));
        }
        chains.retain(holdings.chains());
    }

    private RuleSnapshot snapshot(HeldRule rule, Reading reading, Set<Ufid> verify) {
        RawCounters counters = rule.read(reading.counters(), kernel);
        Readback readback = verify.contains(rule.ufid()) ? readback(rule, reading) : new Readback.NotRead();
        return new RuleSnapshot(rule.ufid(), RuleNames.of(reading.id(), reading.hardware()), counters, readback);
    }

    private Readback readback(HeldRule rule, Reading reading) {
        Optional<String> difference =
                reading.filter().flatMap(held -> FilterComparison.difference(rule.filter(), held));
        if (difference.isPresent()) {
            return new Readback.Different(difference.get());
        }
        if (settings.policy().wantsHardware() && !reading.hardware().in()) {
            return new Readback.Different("no hardware holds it" + (rule.words().isEmpty() ? "" : ": " + rule.words()));
        }
        return new Readback.Same();
    }

    /** Removes rules from an earlier life whose flows did not come in time, and what should not be there at all. */
    private void tidy() throws TransportException {
        long now = clock.getAsLong();
        List<HeldRule> overdue = new ArrayList<>();
        for (Leftover left : List.copyOf(holdings.leftovers().values())) {
            if (now - left.foundAt() >= settings.grace().toNanos()) {
                overdue.add(holdings.claim(left, leftOut(left)));
            }
        }
        for (Remover.Ended ended : remover.remove(overdue, Remover.Reach.OPEN)) {
            if (ended.refusal().isPresent()) {
                holdings.abandon(ended.rule());
            }
        }
        List<TcFilter> debris = List.copyOf(holdings.debris().values());
        List<FilterKernel.Removed> answers =
                kernel.remove(debris.stream().map(TcFilter::id).toList());
        for (int i = 0; i < debris.size(); i++) {
            if (answers.get(i).gone()) {
                holdings.cleared(debris.get(i).id());
            }
        }
    }

    /** A filter at our priorities that this session did not put there. */
    private void found(Reading reading) {
        FilterId id = reading.id();
        boolean known = holdings.debris().containsKey(id)
                || reading.ufid()
                        .map(ufid -> holdings.leftovers().get(ufid))
                        .filter(left -> left.filter().id().equals(id))
                        .isPresent();
        if (known || reading.filter().isEmpty() || receivers.isOurs(id)) {
            return;
        }
        TcFilter filter = reading.filter().get();
        boolean cover = settings.priorities().isCover(id.priority());
        if (reading.ufid().isPresent()
                && !cover
                && holdings.rule(reading.ufid().get()).isEmpty()) {
            holdings.found(new Leftover(reading.ufid().get(), filter, reading.counters(), clock.getAsLong()));
        } else if (reading.ufid().isPresent() || cover) {
            holdings.foundDebris(filter);
        } else {
            holdings.priorities().of(id).avoid(id.priority());
        }
    }

    List<OffloadResult.Deleted> flush() throws TransportException {
        List<HeldRule> all = List.copyOf(holdings.rules());
        List<OffloadResult.Deleted> gone = new ArrayList<>();
        for (Remover.Ended ended : remover.remove(all, Remover.Reach.ALL_GO)) {
            if (ended.refusal().isEmpty()) {
                gone.add(new OffloadResult.Deleted(ended.rule().ufid(), ended.last()));
            }
        }
        holdings.takeDeparted().forEach((ufid, last) -> gone.add(new OffloadResult.Deleted(ufid, last)));
        return gone;
    }

    /** Who took the packets of that flow's rule, as far as was read. */
    Optional<CounterParts> parts(Ufid ufid) {
        return holdings.rule(ufid).map(HeldRule::parts);
    }

    /** What meters have counted. */
    Map<Integer, MeterCounts> meters() throws TransportException {
        return meters.counts(transport);
    }

    /** Ends for good: meters that no rule uses go, and what brings packets to the datapath. */
    void end() {
        try {
            receivers.close(kernel);
            meters.close(transport);
        } catch (TransportException e) {
            // Nobody is there to be told: what stays is taken over by the next life, as rules are.
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
