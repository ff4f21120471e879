package io.tandem.datapath;

import io.tandem.action.OdpAction;
import io.tandem.datapath.FlowPutException.Errno;
import io.tandem.datapath.dpcls.Classifier;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.execute.Step;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.FlowDirectory;
import io.tandem.datapath.table.MaskWords;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.odp.OdpActionText;
import io.tandem.stats.FlowStats;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All flows of a datapath, by ufid, and the classifiers that packets find them by. Any thread may call anything. */
public final class FlowTable {
    private record Match(FlowKey key, FlowMask mask) {}

    private record CountedMask(MaskWords words, int flows) {}

    private final Map<Ufid, DatapathFlow> byUfid = new ConcurrentHashMap<>();
    private final Map<Match, Ufid> byMatch = new HashMap<>();
    private final Map<Integer, Classifier> byPort = new ConcurrentHashMap<>();
    private final Map<FlowMask, CountedMask> masks = new HashMap<>();
    private final FlowDirectory directory = new FlowDirectory();
    private final ClassifierKind kind;

    /** An empty table whose classifiers are of that kind. */
    public FlowTable(ClassifierKind kind) {
        this.kind = kind;
    }

    /** The classifier of an ingress port, or null where no flow has that port. */
    public @Nullable Classifier classifier(int port) {
        return byPort.get(port);
    }

    /** The flows by number, as caches name them. */
    public FlowDirectory directory() {
        return directory;
    }

    /** The flow of that ufid. */
    public Optional<DatapathFlow> find(Ufid ufid) {
        return Optional.ofNullable(byUfid.get(ufid));
    }

    /** All flows; the collection follows changes. */
    public Collection<DatapathFlow> flows() {
        return Collections.unmodifiableCollection(byUfid.values());
    }

    /**
     * Adds a flow.
     *
     * @throws FlowPutException where there is one with the same ufid or the same match, in_port is not exact, or an
     *     action cannot be carried out
     */
    public synchronized DatapathFlow put(Megaflow flow) throws FlowPutException {
        if (!flow.mask().isExact(FlowField.IN_PORT)) {
            throw new FlowPutException(Errno.EINVAL, "a flow of this datapath matches in_port exactly");
        }
        Match match = new Match(flow.key(), flow.mask());
        if (byUfid.containsKey(flow.ufid()) || byMatch.containsKey(match)) {
            throw new FlowPutException(Errno.EEXIST, "there is a flow with this ufid or this match");
        }
        Optional<OdpAction> unsupported = Step.unsupported(flow.actions());
        if (unsupported.isPresent()) {
            throw new FlowPutException(
                    Errno.EINVAL, OdpActionText.print(unsupported.get()) + " is not carried out by this datapath");
        }
        int port = (int) flow.key().get(FlowField.IN_PORT);
        DatapathFlow added = new DatapathFlow(flow, share(flow.mask()));
        directory.add(added);
        byUfid.put(flow.ufid(), added);
        byMatch.put(match, flow.ufid());
        byPort.computeIfAbsent(port, p -> kind.create()).put(added);
        return added;
    }

    /**
     * Gives a flow other actions. False where there is none.
     *
     * @throws IllegalArgumentException where an action cannot be carried out; then the flow keeps its old ones
     */
    public synchronized boolean modify(Megaflow flow) {
        DatapathFlow found = byUfid.get(flow.ufid());
        if (found == null) {
            return false;
        }
        found.replace(found.megaflow().withActions(flow.actions()));
        return true;
    }

    /** Removes a flow. Answers what it had counted; a packet that is under way may still be counted on it. */
    public synchronized Optional<FlowStats> remove(Ufid ufid) {
        DatapathFlow found = byUfid.remove(ufid);
        if (found == null) {
            return Optional.empty();
        }
        found.retire();
        Megaflow flow = found.megaflow();
        byMatch.remove(new Match(flow.key(), flow.mask()));
        Classifier classifier = byPort.get((int) flow.key().get(FlowField.IN_PORT));
        if (classifier != null) {
            classifier.remove(found);
        }
        directory.remove(found);
        unshare(flow.mask());
        return Optional.of(found.stats());
    }

    private MaskWords share(FlowMask mask) {
        return masks.merge(
                        mask,
                        new CountedMask(MaskWords.of(mask), 1),
                        (present, added) -> new CountedMask(present.words(), present.flows() + 1))
                .words();
    }

    private void unshare(FlowMask mask) {
        masks.computeIfPresent(
                mask,
                (key, present) -> present.flows() == 1 ? null : new CountedMask(present.words(), present.flows() - 1));
    }
}
