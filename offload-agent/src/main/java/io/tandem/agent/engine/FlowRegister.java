package io.tandem.agent.engine;

import io.tandem.backend.FlowState;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The flows, one entry for each ufid, and where each is. Any thread may add and read; the control thread moves flows. */
final class FlowRegister {
    private final Map<Ufid, FlowEntry> entries = new ConcurrentHashMap<>();
    private final FlowEvents events;

    FlowRegister(FlowEvents events) {
        this.events = events;
    }

    void add(Ufid ufid, FlowEntry entry) {
        entries.put(ufid, entry);
    }

    /** The flow's entry, or null where there is no such flow. */
    @Nullable FlowEntry find(Ufid ufid) {
        return entries.get(ufid);
    }

    /** Takes the flow out; null where there is none. */
    @Nullable FlowEntry remove(Ufid ufid) {
        return entries.remove(ufid);
    }

    /** Does something to the flow, where there is one. */
    void with(Ufid ufid, Consumer<FlowEntry> then) {
        Optional.ofNullable(entries.get(ufid)).ifPresent(then);
    }

    void forEach(BiConsumer<Ufid, FlowEntry> then) {
        entries.forEach(then);
    }

    /** The flows that the device holds a rule of. */
    List<Ufid> installed() {
        return entries.entrySet().stream()
                .filter(e -> e.getValue().installed)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those flows as software has them. */
    List<Megaflow> held() {
        return entries.values().stream()
                .filter(entry -> entry.installed)
                .map(entry -> entry.software.megaflow())
                .toList();
    }

    /** The flow is somewhere else now. */
    void move(FlowEntry entry, FlowState next) {
        FlowState before = entry.state();
        if (!before.equals(next)) {
            entry.state(next);
            events.moved(entry.software.megaflow().ufid(), before, next);
        }
    }

    int size() {
        return entries.size();
    }

    List<FlowView> views() {
        return entries.values().stream().map(FlowEntry::view).toList();
    }

    Optional<FlowView> view(Ufid ufid) {
        return Optional.ofNullable(entries.get(ufid)).map(FlowEntry::view);
    }
}
