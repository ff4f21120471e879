package io.tandem.rte.port;

import io.tandem.backend.MeterCounts;
import io.tandem.rte.flow.ConntrackPart;
import io.tandem.rte.flow.ConntrackProfile;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.nativelib.ConntrackStruct;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.FlowErrorImage;
import io.tandem.rte.nativelib.LibEal;
import io.tandem.rte.nativelib.LibFlow;
import io.tandem.rte.nativelib.Pointers;
import io.tandem.rte.nativelib.RuleImage;
import io.tandem.rte.nativelib.Struct;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteCount;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteFlows;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rules of this process's DPDK ports, and the actions that rules share. A rule's handle is the driver's pointer, on which
 * it crashes where the rule is gone; {@link io.tandem.rte.transport.CheckedFlows} gives out others and keeps those away.
 * Platform threads, one at a time.
 */
public final class EthFlows implements RteFlows {
    private static final String COUNT = "rte_flow_query_count";

    private final RuleImage image = new RuleImage(Dpdk.layouts());
    private final FlowErrorImage error = new FlowErrorImage(Dpdk.layouts());
    private final EthMeters meters = new EthMeters(new DriverMeterCalls());
    private final SharedActions shared = new SharedActions(AttachedPorts::life);

    @Override
    public OptionalInt port(String name) {
        return AttachedPorts.numberOf(name);
    }

    @Override
    public int queues(int port) {
        return AttachedPorts.markedQueues(port);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> validate(int port, RteRule rule) {
        Optional<RteError> hindrance = hindrance(port, rule);
        if (hindrance.isPresent()) {
            return RteAnswer.refused(hindrance.get());
        }
        set(port, rule);
        return answer(LibFlow.validate(port, image.attr(), image.pattern(), image.actions(), error.clear()));
    }

    @Override
    public RteAnswer<FlowHandle> create(int port, RteRule rule) {
        Optional<RteError> hindrance = hindrance(port, rule);
        if (hindrance.isPresent()) {
            return RteAnswer.refused(hindrance.get());
        }
        set(port, rule);
        long flow = LibFlow.create(port, image.attr(), image.pattern(), image.actions(), error.clear());
        return flow == 0 ? RteAnswer.refused(error(LibEal.errno())) : new RteAnswer.Done<>(new FlowHandle(flow));
    }

    /** Drivers that keep rules free theirs whatever those behind them say. */
    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle) {
        RteAnswer<RteAnswer.Ok> answer = answer(LibFlow.destroy(port, handle.value(), error.clear()));
        return answer instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError why) && AttachedPorts.keepsRules(port)
                ? RteAnswer.refused(handle(why.message(), why.errno()))
                : answer;
    }

    @Override
    public RteAnswer<RteAnswer.Ok> update(int port, FlowHandle handle, RteRule rule) {
        if (!LibFlow.hasActionsUpdate()) {
            return RteAnswer.refused(new RteError(
                    RteErrorType.UNSPECIFIED,
                    RteCause.NONE,
                    Dpdk.version() + " has no rte_flow_actions_update",
                    RteError.ENOSYS));
        }
        Optional<RteError> hindrance = hindrance(port, rule);
        if (hindrance.isPresent()) {
            return RteAnswer.refused(hindrance.get());
        }
        set(port, rule);
        return answer(LibFlow.actionsUpdate(port, handle.value(), image.actions(), error.clear()));
    }

    @Override
    public RteAnswer<RteCount> query(int port, FlowHandle handle) {
        image.set(RteAction.of(RteActionType.COUNT, 0), Set.of(), id -> handleOf(port, id));
        try (Struct data = new Struct(COUNT)) {
            int answer = LibFlow.query(port, handle.value(), image.actions(), data.address(), error.clear());
            return answer < 0 ? RteAnswer.refused(error(-answer)) : count(data);
        }
    }

    /**
     * A driver that cannot end all rules, where it has rules, leaves none that may still be named: the port's life ends.
     * Where all ended, so do the shared actions of those of these that were closed before: no rule names them.
     */
    @Override
    public RteAnswer<RteAnswer.Ok> flush(int port) {
        int answer = LibFlow.flush(port, error.clear());
        if (answer < 0 && answer != -RteError.ENOSYS) {
            AttachedPorts.endLife(port);
        }
        RteAnswer<RteAnswer.Ok> flushed = answer(answer);
        if (answer == 0) {
            shared.endLeft(port, handle -> LibFlow.actionHandleDestroy(port, handle, error.clear()) == 0);
        }
        return flushed;
    }

    @Override
    public RteAnswer<RteAnswer.Ok> addMeter(int port, int id, MeterRate rate) {
        return meters.add(port, id, rate);
    }

    @Override
    public RteAnswer<MeterCounts> meterCounts(int port, int id) {
        return meters.counts(port, id);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> addCounter(int port, int id, Set<Traffic> traffic) {
        return share(port, id, RteAction.of(RteActionType.COUNT, 0), traffic);
    }

    @Override
    public RteAnswer<RteCount> counter(int port, int id) {
        return sharedCount(port, id);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> removeCounter(int port, int id) {
        return unshare(port, id);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> isolate(int port, Isolation isolation) {
        return answer(LibFlow.isolate(port, isolation == Isolation.ON ? 1 : 0, error.clear()));
    }

    /**
     * Makes an action that rules share, as {@link RteAction.Indirect} of that number.
     *
     * @param traffic which rules may name it
     */
    public RteAnswer<RteAnswer.Ok> share(int port, int id, RteAction action, Set<Traffic> traffic) {
        if (shared.handle(port, id) != 0) {
            return RteAnswer.refused(handle("action " + id + " is shared already", RteError.EEXIST));
        }
        OptionalInt absent = shared.missing(port, List.of(action));
        if (absent.isPresent()) {
            return RteAnswer.refused(absent(absent.getAsInt()));
        }
        image.set(action, traffic, other -> handleOf(port, other));
        long handle = LibFlow.actionHandleCreate(port, image.attr(), image.actions(), error.clear());
        if (handle == 0) {
            return RteAnswer.refused(error(LibEal.errno()));
        }
        shared.add(port, id, handle);
        return RteAnswer.ok();
    }

    /** Configures a shared action anew. */
    public RteAnswer<RteAnswer.Ok> update(int port, int id, RteAction action) {
        long handle = handleOf(port, id);
        if (handle == 0) {
            return RteAnswer.refused(absent(id));
        }
        OptionalInt absent = shared.missing(port, List.of(action));
        if (absent.isPresent()) {
            return RteAnswer.refused(absent(absent.getAsInt()));
        }
        if (action instanceof RteAction.Conntrack(ConntrackProfile profile)) {
            return updateConnection(port, id, profile, EnumSet.allOf(ConntrackPart.class));
        }
        image.set(action, Set.of(), other -> handleOf(port, other));
        return answer(LibFlow.actionHandleUpdate(port, handle, image.actions(), error.clear()));
    }

    /** Tells a shared action CONNTRACK anew of parts of its connection. */
    public RteAnswer<RteAnswer.Ok> updateConnection(
            int port, int id, ConntrackProfile profile, Set<ConntrackPart> parts) {
        long handle = handleOf(port, id);
        if (handle == 0) {
            return RteAnswer.refused(absent(id));
        }
        try (Struct update = new Struct("rte_flow_modify_conntrack")) {
            ConntrackStruct.write(Dpdk.layouts(), profile, update.address());
            parts.forEach(part -> update.put(part.member(), 1));
            return answer(LibFlow.actionHandleUpdate(port, handle, update.address(), error.clear()));
        }
    }

    /** What a shared action CONNTRACK knows of its connection. */
    public RteAnswer<ConntrackProfile> sharedConnection(int port, int id) {
        long handle = handleOf(port, id);
        if (handle == 0) {
            return RteAnswer.refused(absent(id));
        }
        try (Struct data = new Struct(ConntrackStruct.NAME)) {
            int answer = LibFlow.actionHandleQuery(port, handle, data.address(), error.clear());
            return answer < 0
                    ? RteAnswer.refused(error(-answer))
                    : new RteAnswer.Done<>(ConntrackStruct.read(Dpdk.layouts(), data.address()));
        }
    }

    /** What a shared action COUNT has counted. */
    public RteAnswer<RteCount> sharedCount(int port, int id) {
        long handle = handleOf(port, id);
        if (handle == 0) {
            return RteAnswer.refused(absent(id));
        }
        try (Struct data = new Struct(COUNT)) {
            int answer = LibFlow.actionHandleQuery(port, handle, data.address(), error.clear());
            return answer < 0 ? RteAnswer.refused(error(-answer)) : count(data);
        }
    }

    /** What a shared action AGE knows. */
    public RteAnswer<ActionAge> sharedAge(int port, int id) {
        long handle = handleOf(port, id);
        if (handle == 0) {
            return RteAnswer.refused(absent(id));
        }
        try (Struct data = new Struct("rte_flow_query_age")) {
            int answer = LibFlow.actionHandleQuery(port, handle, data.address(), error.clear());
            return answer < 0 ? RteAnswer.refused(error(-answer)) : new RteAnswer.Done<>(age(data));
        }
    }

    private static ActionAge age(Struct data) {
        return new ActionAge(
                data.get("aged") != 0,
                data.get("sec_since_last_hit_valid") == 0
                        ? OptionalInt.empty()
                        : OptionalInt.of((int) data.get("sec_since_last_hit")));
    }

    @Override
    public RteAnswer<List<FlowHandle>> aged(int port) {
        int most = LibFlow.getAgedFlows(port, 0, 0, error.clear());
        if (most < 0) {
            return RteAnswer.refused(error(-most));
        }
        try (Pointers contexts = new Pointers(most)) {
            int found = most == 0 ? 0 : LibFlow.getAgedFlows(port, contexts.address(), most, error.clear());
            return found < 0
                    ? RteAnswer.refused(error(-found))
                    : new RteAnswer.Done<>(IntStream.range(0, found)
                            .mapToObj(i -> new FlowHandle(contexts.get(i)))
                            .toList());
        }
    }

    /** What the port offers to rules made by templates and queues; refused where its driver has none. */
    public RteAnswer<RuleQueues> queuedRules(int port) {
        try (Struct info = new Struct("rte_flow_port_info");
                Struct queue = new Struct("rte_flow_queue_info")) {
            int answer = LibFlow.infoGet(port, info.address(), queue.address(), error.clear());
            return answer < 0
                    ? RteAnswer.refused(error(-answer))
                    : new RteAnswer.Done<>(new RuleQueues(
                            (int) info.get("max_nb_queues"),
                            (int) queue.get("max_size"),
                            (int) info.get("max_nb_counters"),
                            (int) info.get("max_nb_aging_objects"),
                            (int) info.get("max_nb_meters")));
        }
    }

    /** Ends a shared action, which no rule may name any more. */
    public RteAnswer<RteAnswer.Ok> unshare(int port, int id) {
        long handle = handleOf(port, id);
        if (handle == 0) {
            return RteAnswer.refused(absent(id));
        }
        RteAnswer<RteAnswer.Ok> answer = answer(LibFlow.actionHandleDestroy(port, handle, error.clear()));
        if (answer instanceof RteAnswer.Done<RteAnswer.Ok>) {
            shared.remove(port, id);
        }
        return answer;
    }

    @Override
    public long life(int port) {
        return AttachedPorts.life(port);
    }

    @Override
    public void close() {
        meters.close();
        shared.leave();
        image.close();
    }

    private void set(int port, RteRule rule) {
        image.set(rule, id -> handleOf(port, id));
    }

    /** Without packets the driver has told nothing; a zero in their place would be a count that ran back. */
    static RteAnswer<RteCount> count(Struct data) {
        return data.get("hits_set") == 0
                ? RteAnswer.refused(new RteError(
                        RteErrorType.UNSPECIFIED,
                        RteCause.NONE,
                        "the driver did not say how many packets there were",
                        RteError.EAGAIN))
                : new RteAnswer.Done<>(
                        new RteCount(data.get("hits"), data.get("bytes_set") == 0 ? 0 : data.get("bytes")));
    }

    /** For an action that is not shared, null, which never reaches a driver in a rule. */
    long handleOf(int port, int id) {
        return shared.handle(port, id);
    }

    /** Why a rule is not for drivers to see; empty where nothing is in the way. */
    Optional<RteError> hindrance(int port, RteRule rule) {
        OptionalInt absent = shared.missing(port, rule);
        if (absent.isPresent()) {
            return Optional.of(absent(absent.getAsInt()));
        }
        return AttachedPorts.keepsRules(port) ? KeptRules.hindrance(rule) : Optional.empty();
    }

    private RteAnswer<RteAnswer.Ok> answer(int answer) {
        return answer < 0 ? RteAnswer.refused(error(-answer)) : RteAnswer.ok();
    }

    private RteError error(int errno) {
        return new RteError(
                RteErrorType.of(error.type()).orElse(RteErrorType.UNSPECIFIED),
                image.cause(error.cause()),
                error.message(),
                errno);
    }

    private static RteError absent(int id) {
        return handle("there is no shared action " + id, RteError.ENOENT);
    }

    private static RteError handle(String message, int errno) {
        return new RteError(RteErrorType.HANDLE, new RteCause(RteCause.Part.HANDLE, 0), message, errno);
    }
}
