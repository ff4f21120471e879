package io.tandem.rte.transport;

import io.tandem.rte.flow.RteRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps calls with wrong handles from a driver, which would crash on them: of rules that were destroyed or flushed, of
 * another port's, of a port's earlier life, and of rules that a driver could not end and freed. Handles
 * are numbers given out once, so that an address that the driver uses again is never mistaken. One thread at a time.
 */
public final class CheckedFlows extends WrappingFlows {
    private final Map<FlowHandle, Live> rules = new HashMap<>();
    private final Map<Live, FlowHandle> names = new HashMap<>();
    private long next = 1;

    private record Live(int port, long life, FlowHandle handle) {}

    /** Checks calls before they go to {@code flows}, which is closed with this. */
    public CheckedFlows(RteFlows flows) {
        super(flows);
    }

    @Override
    public RteAnswer<FlowHandle> create(int port, RteRule rule) throws RteTransportException {
        return outer(port, flows.create(port, rule));
    }

    @Override
    public RteAnswer<FlowHandle> createSingle(int port, RteRule rule) throws RteTransportException {
        return outer(port, flows.createSingle(port, rule));
    }

    @Override
    public List<RteAnswer<FlowHandle>> create(int port, List<RteRule> list) throws RteTransportException {
        List<RteAnswer<FlowHandle>> answers = new ArrayList<>(list.size());
        for (RteAnswer<FlowHandle> inner : flows.create(port, list)) {
            answers.add(outer(port, inner));
        }
        return answers;
    }

    private RteAnswer<FlowHandle> outer(int port, RteAnswer<FlowHandle> inner) throws RteTransportException {
        return switch (inner) {
            case RteAnswer.Refused<FlowHandle> refused -> refused;
            case RteAnswer.Done<FlowHandle>(FlowHandle made) -> {
                FlowHandle handle = new FlowHandle(next++);
                Live rule = new Live(port, flows.life(port), made);
                rules.put(handle, rule);
                names.put(rule, handle);
                yield new RteAnswer.Done<>(handle);
            }
        };
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle) throws RteTransportException {
        Optional<Live> live = live(port, handle);
        if (live.isEmpty()) {
            return RteAnswer.refused(dead(handle));
        }
        RteAnswer<RteAnswer.Ok> answer = flows.destroy(port, live.get().handle());
        forgetEnded(handle, live.get(), answer);
        return answer;
    }

    /** A driver that refused may have freed the rule, and says so by the error's type. */
    private void forgetEnded(FlowHandle handle, Live rule, RteAnswer<RteAnswer.Ok> answer) {
        boolean kept = answer instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && !error.handleIsLost();
        if (!kept) {
            rules.remove(handle);
            names.remove(rule);
        }
    }

    /** A handle that is there twice is that of no rule the second time. */
    @Override
    public List<RteAnswer<RteAnswer.Ok>> destroy(int port, List<FlowHandle> handles) throws RteTransportException {
        Map<FlowHandle, Live> found = new LinkedHashMap<>();
        long life = flows.life(port);
        for (FlowHandle handle : handles) {
            live(port, life, handle).ifPresent(rule -> found.put(handle, rule));
        }
        Iterator<RteAnswer<RteAnswer.Ok>> inner = flows.destroy(
                        port, found.values().stream().map(Live::handle).toList())
                .iterator();
        List<RteAnswer<RteAnswer.Ok>> answers = new ArrayList<>(handles.size());
        for (FlowHandle handle : handles) {
            Live rule = found.remove(handle);
            RteAnswer<RteAnswer.Ok> answer = rule == null ? RteAnswer.refused(dead(handle)) : inner.next();
            if (rule != null) {
                forgetEnded(handle, rule, answer);
            }
            answers.add(answer);
        }
        return answers;
    }

    @Override
    public RteAnswer<RteAnswer.Ok> update(int port, FlowHandle handle, RteRule rule) throws RteTransportException {
        Optional<Live> live = live(port, handle);
        return live.isPresent() ? flows.update(port, live.get().handle(), rule) : RteAnswer.refused(dead(handle));
    }

    @Override
    public RteAnswer<RteCount> query(int port, FlowHandle handle) throws RteTransportException {
        Optional<Live> live = live(port, handle);
        return live.isPresent() ? flows.query(port, live.get().handle()) : RteAnswer.refused(dead(handle));
    }

    @Override
    public List<RteAnswer<RteCount>> query(int port, List<FlowHandle> handles) throws RteTransportException {
        List<Optional<Live>> found = new ArrayList<>(handles.size());
        List<FlowHandle> inner = new ArrayList<>(handles.size());
        long life = flows.life(port);
        for (FlowHandle handle : handles) {
            Optional<Live> live = live(port, life, handle);
            found.add(live);
            live.ifPresent(rule -> inner.add(rule.handle()));
        }
        Iterator<RteAnswer<RteCount>> counts = flows.query(port, inner).iterator();
        List<RteAnswer<RteCount>> answers = new ArrayList<>(handles.size());
        for (int i = 0; i < handles.size(); i++) {
            answers.add(found.get(i).isPresent() ? counts.next() : RteAnswer.refused(dead(handles.get(i))));
        }
        return answers;
    }

    /** Rules that are not there any more are left out. */
    @Override
    public RteAnswer<List<FlowHandle>> aged(int port) throws RteTransportException {
        long life = flows.life(port);
        return switch (flows.aged(port)) {
            case RteAnswer.Refused<List<FlowHandle>> refused -> refused;
            case RteAnswer.Done<List<FlowHandle>>(List<FlowHandle> inner) ->
                new RteAnswer.Done<>(inner.stream()
                        .map(made -> Optional.ofNullable(names.get(new Live(port, life, made))))
                        .flatMap(Optional::stream)
                        .toList());
        };
    }

    @Override
    public RteAnswer<RteAnswer.Ok> flush(int port) throws RteTransportException {
        RteAnswer<RteAnswer.Ok> answer = flows.flush(port);
        if (answer instanceof RteAnswer.Done<RteAnswer.Ok>) {
            rules.values().removeIf(rule -> rule.port() == port);
            names.keySet().removeIf(rule -> rule.port() == port);
        }
        return answer;
    }

    @Override
    public void close() {
        rules.clear();
        names.clear();
        flows.close();
    }

    private Optional<Live> live(int port, FlowHandle handle) throws RteTransportException {
        return live(port, flows.life(port), handle);
    }

    private Optional<Live> live(int port, long life, FlowHandle handle) {
        return Optional.ofNullable(rules.get(handle)).filter(rule -> rule.port() == port && rule.life() == life);
    }

    private static RteError dead(FlowHandle handle) {
        return new RteError(
                RteErrorType.HANDLE,
                new RteCause(RteCause.Part.HANDLE, 0),
                "rule " + handle.value() + " is not there: destroyed before, or lost with its port's reset",
                RteError.ENOENT);
    }
}
