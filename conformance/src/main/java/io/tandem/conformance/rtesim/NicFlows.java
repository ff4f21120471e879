package io.tandem.conformance.rtesim;

import io.tandem.backend.DeviceException;
import io.tandem.backend.Refusal;
import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.conformance.nicdriver.NicRule;
import io.tandem.conformance.nicdriver.NicRules;
import io.tandem.conformance.nicdriver.TunnelOpenings;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.host.DatapathNumbers;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.megaflow.RuleReading;
import io.tandem.rte.megaflow.RuleToMegaflow;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.RuleReader;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteCount;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The entry points of a driver's rte_flow (struct rte_flow_ops) over the simulated NIC: they are given pointers to C
 * structs. DPDK ports are the NIC's, from 0, groups its chains. It has rules of one match at two priorities. What finds no rule in
 * a group goes to the host. Not thread-safe.
 */
final class NicFlows {
    /** Packets with these go to the host unread, so that it matters nothing how a rule treats them. */
    private static final Set<FlowField> UNREAD = Set.of(FlowField.IPV6_FRAG, FlowField.IPV6_PROTO);

    /** Stands for the actions of a rule of which the NIC is given the pattern alone. */
    private static final List<RteAction> NOTHING = List.of(RteAction.of(RteActionType.DROP));

    private final SimNicDevice nic;
    private final LongSupplier clock;
    private final NicRules rules;
    private final int ports;
    private final RuleReader structs;
    private final RuleToMegaflow reader;
    private final TunnelOpenings openings;
    private final Map<Long, Live> live = new HashMap<>();
    private long next = 1;

    /** Rules that have a handle and wait in a queue. */
    private final Map<Long, Live> reserved = new HashMap<>();

    /**
     * @param ageSeconds of its action AGE; 0 where it has none
     * @param since when it was made
     * @param atEnd is run when the rule is gone, or was not made
     */
    private record Live(int port, NicRule rule, long ageSeconds, long since, Runnable atEnd) {}

    /**
     * Over a NIC.
     *
     * @param ports of the NIC, which are the datapath's from 1
     * @param clock of the NIC's exchanges, in nanoseconds
     */
    NicFlows(SimNicDevice nic, int ports, Layouts layouts, LongSupplier clock) {
        this.nic = nic;
        this.clock = clock;
        rules = new NicRules(nic);
        openings = new TunnelOpenings(rules, ports, TunnelOpenings.Which.OF_CHAIN);
        this.ports = ports;
        structs = new RuleReader(layouts);
        reader = new RuleToMegaflow(new DatapathNumbers() {
            @Override
            public OptionalInt portOf(int ethdev) {
                return ethdev >= 0 && ethdev < ports ? OptionalInt.of(ethdev + 1) : OptionalInt.empty();
            }

            @Override
            public OptionalInt recirculationOf(int group) {
                return OptionalInt.of(group);
            }

            @Override
            public OptionalInt tunnelOf(RtePort.Kind kind) {
                return NicFlows.tunnelOf(kind);
            }
        });
    }

    private static OptionalInt tunnelOf(RtePort.Kind kind) {
        return switch (kind) {
            // the NIC's parser knows no GTP-U
            case ETHERNET, GTPU -> OptionalInt.empty();
            case VXLAN -> OptionalInt.of(TunnelScene.VXLAN);
            case GENEVE -> OptionalInt.of(TunnelScene.GENEVE);
            case GRE -> OptionalInt.of(TunnelScene.GRE);
        };
    }

    int ports() {
        return ports;
    }

    /** Counts the NIC's resets, with which all rules go. */
    long life() {
        return rules.life();
    }

    /** struct rte_flow_ops, validate. */
    RteAnswer<RteAnswer.Ok> validate(int port, long attr, long pattern, long actions) {
        try {
            make(port, structs.read(attr, pattern, actions));
            return RteAnswer.ok();
        } catch (RuleNotTakenException e) {
            return RteAnswer.refused(e.error());
        }
    }

    /** struct rte_flow_ops, create. */
    RteAnswer<FlowHandle> create(int port, long attr, long pattern, long actions) {
        RteRule read;
        NicRule rule;
        try {
            read = structs.read(attr, pattern, actions);
            rule = make(port, read);
        } catch (RuleNotTakenException e) {
            return RteAnswer.refused(e.error());
        }
        return add(rule)
                .<RteAnswer<FlowHandle>>map(refusal -> RteAnswer.refused(error(refusal)))
                .orElseGet(() -> {
                    long handle = next++;
                    begin(handle, new Live(port, rule, ageSeconds(read), clock.getAsLong(), () -> {}));
                    return new RteAnswer.Done<>(new FlowHandle(handle));
                });
    }

    /**
     * A handle for a rule that will be made.
     *
     * @param atEnd is run when it is gone, or was not made
     * @throws RuleNotTakenException where the NIC has no such rules
     */
    FlowHandle reserve(int port, RteRule rule, Runnable atEnd) throws RuleNotTakenException {
        long handle = next++;
        reserved.put(handle, new Live(port, make(port, rule), ageSeconds(rule), clock.getAsLong(), atEnd));
        return new FlowHandle(handle);
    }

    /** Makes a rule that waited, and tells whether the NIC took it. */
    boolean install(FlowHandle handle) {
        Live waited = reserved.remove(handle.value());
        if (waited == null) {
            return false;
        }
        if (add(waited.rule()).isPresent()) {
            waited.atEnd().run();
            return false;
        }
        begin(handle.value(), waited);
        return true;
    }

    private void begin(long handle, Live made) {
        live.put(handle, made);
        if (made.rule().trap() && made.rule().mark() != 0) {
            nic.controls()
                    .markMisses(made.port() + 1, chain(made.rule()), made.rule().mark());
        }
    }

    private static int chain(NicRule rule) {
        return (int) rule.flow().key().get(FlowField.RECIRC_ID);
    }

    private Optional<Refusal> add(NicRule rule) {
        return openings.use(rule.flow()).or(() -> {
            Optional<Refusal> refused = rules.add(rule);
            refused.ifPresent(_ -> openings.release(rule.flow()));
            return refused;
        });
    }

    /** The rule for what a group has no other rule for; the NIC does so by itself, and is given the mark alone. */
    private Optional<NicRule> missOf(int port, RteRule rule) throws RuleNotTakenException {
        List<RteAction> actions = rule.actions();
        List<RteAction> unmarked = actions.subList(firstMark(rule).isPresent() ? 1 : 0, actions.size());
        boolean toHost = unmarked.equals(List.of(RteAction.of(RteActionType.PORT_REPRESENTOR, port)));
        if (!toHost || rule.group() == 0 || rule.priority() == 0) {
            return Optional.empty();
        }
        List<PatternItem> everything = List.of(
                PatternItem.of(RteField.REPRESENTED_PORT_PORT, FieldValue.exact(RteField.REPRESENTED_PORT_PORT, port)));
        if (!rule.pattern().equals(everything)) {
            throw new RuleNotTakenException(new RteError(
                    RteErrorType.ITEM,
                    RteCause.NONE,
                    "the NIC gives the host what no rule of a group is for, and nothing else",
                    RteError.ENOTSUP));
        }
        FlowKey key = FlowKey.builder()
                .set(FlowField.RECIRC_ID, Integer.toUnsignedLong(rule.group()))
                .set(FlowField.IN_PORT, port + 1L)
                .build();
        FlowMask mask = FlowMask.builder()
                .exact(FlowField.RECIRC_ID)
                .exact(FlowField.IN_PORT)
                .build();
        return Optional.of(NicRule.missing(
                Megaflow.of(key, mask, List.of()),
                rule.priority(),
                firstMark(rule).orElse(0)));
    }

    private NicRule make(int port, RteRule rule) throws RuleNotTakenException {
        Optional<NicRule> miss = missOf(port, rule);
        if (miss.isPresent()) {
            return miss.get();
        }
        OptionalInt mark = mark(rule);
        return switch (reader.read(port, mark.isPresent() ? rule.withActions(NOTHING) : rule)) {
            case RuleReading.None(RteError why) -> throw new RuleNotTakenException(why);
            case RuleReading.Flow(Megaflow _, List<FlowField> inexactIn)
            when !UNREAD.containsAll(inexactIn) ->
                throw new RuleNotTakenException(new RteError(
                        RteErrorType.ITEM,
                        RteCause.NONE,
                        "the NIC's match on " + inexactIn.getFirst().path() + " is not the rule's",
                        RteError.ENOTSUP));
            case RuleReading.Flow(Megaflow flow, List<FlowField> _) -> {
                NicRule made = mark.isPresent()
                        ? NicRule.marking(flow, rule.priority(), mark.getAsInt())
                        : new NicRule(flow, rule.priority(), false);
                Optional<Refusal> refused = rules.refusal(made).or(() -> openings.refusal(flow));
                if (refused.isPresent()) {
                    throw new RuleNotTakenException(error(refused.get()));
                }
                yield made;
            }
        };
    }

    /** What a rule marks packets with that go to the host's one queue; empty where it does anything else. */
    private static OptionalInt mark(RteRule rule) {
        List<RteAction> actions = rule.actions();
        return actions.size() == 2 && actions.getLast().equals(RteAction.of(RteActionType.QUEUE, 0))
                ? firstMark(rule)
                : OptionalInt.empty();
    }

    private static OptionalInt firstMark(RteRule rule) {
        return rule.actions().getFirst() instanceof RteAction.Valued first && first.which() == RteActionType.MARK
                ? OptionalInt.of((int) first.number())
                : OptionalInt.empty();
    }

    private static RteError error(Refusal refusal) {
        RteErrorType type =
                switch (refusal.code()) {
                    case UNSUPPORTED_FIELD -> RteErrorType.ITEM;
                    case UNSUPPORTED_MASK -> RteErrorType.ITEM_MASK;
                    case PORT_NOT_OFFLOADABLE -> RteErrorType.ITEM_SPEC;
                    case UNSUPPORTED_ACTION, ACTION_ORDER -> RteErrorType.ACTION;
                    case PREREQUISITE -> RteErrorType.ACTION_CONF;
                    case CHAIN_PARENT -> RteErrorType.ATTR_GROUP;
                    case TABLE_FULL, MASK_LIMIT, DEVICE_ERROR, VERIFY_FAILED, POLICY -> RteErrorType.UNSPECIFIED;
                };
        int errno =
                switch (refusal.code()) {
                    case TABLE_FULL, MASK_LIMIT -> RteError.ENOSPC;
                    case DEVICE_ERROR, VERIFY_FAILED -> RteError.EBUSY;
                    default -> RteError.ENOTSUP;
                };
        String subject = refusal.subject().isEmpty() ? "" : refusal.subject() + ": ";
        String words = refusal.driverWords().isEmpty() ? "" : refusal.driverWords() + ": ";
        return new RteError(type, RteCause.NONE, subject + words + refusal.sentence(), errno);
    }

    /** struct rte_flow_ops, destroy. */
    void destroy(FlowHandle handle) {
        Live gone = live.remove(handle.value());
        if (gone != null) {
            if (gone.rule().trap()) {
                nic.controls().leaveMisses(gone.port() + 1, chain(gone.rule()));
            }
            rules.remove(gone.rule());
            openings.release(gone.rule().flow());
            gone.atEnd().run();
        }
    }

    /** struct rte_flow_ops, query of a count; bytes are whole frames. */
    RteAnswer<RteCount> query(FlowHandle handle) {
        rules.readCounters();
        return counted(handle);
    }

    private RteAnswer<RteCount> counted(FlowHandle handle) {
        Live rule = live.get(handle.value());
        return rule == null || !rule.rule().held()
                ? RteAnswer.refused(
                        new RteError(RteErrorType.HANDLE, RteCause.NONE, "the NIC lost the rule", RteError.EINVAL))
                : new RteAnswer.Done<>(
                        new RteCount(rule.rule().packets(), rule.rule().bytes()));
    }

    /** struct rte_flow_ops, query of many rules' counts, by reading the NIC's tables once. */
    List<RteAnswer<RteCount>> query(List<FlowHandle> handles) {
        rules.readCounters();
        return handles.stream().map(this::counted).toList();
    }

    /** struct rte_flow_ops, get_aged_flows: by the NIC's scan for rules that were not hit. */
    List<FlowHandle> aged(int port) {
        List<FlowHandle> aged = new ArrayList<>();
        Map<Long, Set<Ufid>> idle = new HashMap<>();
        long now = clock.getAsLong();
        live.forEach((handle, rule) -> {
            boolean old = now - rule.since() >= TimeUnit.SECONDS.toNanos(rule.ageSeconds());
            if (rule.port() == port && rule.ageSeconds() > 0 && old) {
                Set<Ufid> since = idle.computeIfAbsent(rule.ageSeconds(), seconds -> idleFor(seconds, now));
                if (since.contains(rule.rule().ufid())) {
                    aged.add(new FlowHandle(handle));
                }
            }
        });
        return aged;
    }

    private Set<Ufid> idleFor(long seconds, long now) {
        try {
            return Set.copyOf(nic.idleSince(now - TimeUnit.SECONDS.toNanos(seconds)));
        } catch (DeviceException gone) {
            // the rules' lives end with the NIC's, which the next call finds out
            return Set.of();
        }
    }

    private static long ageSeconds(RteRule rule) {
        return rule.actions().stream()
                .filter(action -> action.type() == RteActionType.AGE)
                .mapToLong(action -> ((RteAction.Valued) action).number())
                .findFirst()
                .orElse(0);
    }

    /** struct rte_flow_ops, flush. */
    void flush(int port) {
        live.entrySet().stream()
                .filter(entry -> entry.getValue().port() == port)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(handle -> destroy(new FlowHandle(handle)));
    }
}
