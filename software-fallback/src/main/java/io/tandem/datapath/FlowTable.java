package io.tandem.datapath;

import io.tandem.action.OdpAction;
import io.tandem.datapath.FlowPutException.Errno;
import io.tandem.datapath.dpcls.Classifier;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.dpcls.LookupPath;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.execute.MissingService;
import io.tandem.datapath.execute.Step;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.FlowDirectory;
import io.tandem.datapath.table.MaskWords;
import io.tandem.datapath.table.SharedValues;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** All flows of a datapath, by ufid, and the classifiers that packets find them by. Any thread may call anything. */
public final class FlowTable {
    private record Match(FlowKey key, FlowMask mask) {}

    /** The flow that a key has now, and whether it was put just now. */
    record FoundOrPut(DatapathFlow flow, boolean put) {}

    private final Map<Ufid, DatapathFlow> byUfid = new ConcurrentHashMap<>();
    private final Map<Match, Ufid> byMatch = new HashMap<>();
    private volatile Int2ObjectHashMap<Classifier> byPort = new Int2ObjectHashMap<>();
    private final SharedValues<FlowMask, MaskWords> masks;
    private final SharedValues<List<OdpAction>, Step[]> actions = new SharedValues<>(Step::prepare);
    private final FlowDirectory directory = new FlowDirectory();
    private final ActionServices services;
    private final ClassifierKind kind;
    private final int threads;
    private final long[] seekKey = new long[FlowField.WORDS];
    private final @Nullable DatapathFlow[] seekFound = new DatapathFlow[1];
    private final LookupPath seekPath = new LookupPath();
    private volatile long putNumber;

    /** An empty table of flows that name no meter, bond or timeout policy. */
    public FlowTable(ClassifierKind kind, int threads, long seed) {
        this(kind, threads, seed, ActionServices.none());
    }

    /**
     * An empty table.
     *
     * @param kind of its classifiers
     * @param threads packet threads that count in its flows
     * @param seed of hashes
     * @param services what actions of its flows may name
     */
    public FlowTable(ClassifierKind kind, int threads, long seed, ActionServices services) {
        this.services = services;
        this.kind = kind;
        this.threads = threads;
        this.masks = new SharedValues<>(mask -> MaskWords.of(mask, seed));
    }

    /**
     * How many flows were put so far. A lookup that begins after this was read finds each of them that matches and is
     * still there.
     */
    public long putNumber() {
        return putNumber;
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
     * @throws FlowPutException where there is one with the same ufid or the same match, in_port is not exact, an action
     *     cannot be carried out, or names a meter, bond or timeout policy that is not there
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
        Optional<String> missing = MissingService.find(flow.actions(), services);
        if (missing.isPresent()) {
            throw new FlowPutException(Errno.EINVAL, missing.get());
        }
        int port = (int) flow.key().get(FlowField.IN_PORT);
        DatapathFlow added =
                new DatapathFlow(flow, masks.take(flow.mask()), actions.take(flow.actions()), threads, putNumber + 1);
        directory.reserve(added);
        byUfid.put(flow.ufid(), added);
        byMatch.put(match, flow.ufid());
        // A cache must not find the flow by its number before the classifier does.
        classifierFor(port).put(added);
        directory.add(added);
        putNumber = added.putNumber();
        return added;
    }

    /**
     * The flow that a key matches, or where there is none the given one, which is put. No flow comes in between.
     *
     * @param flow matches the key
     * @throws FlowPutException as {@link #put}
     */
    synchronized FoundOrPut findOrPut(FlowKey key, Megaflow flow) throws FlowPutException {
        Classifier classifier = byPort.get((int) key.get(FlowField.IN_PORT));
        if (classifier != null) {
            for (int i = 0; i < FlowField.WORDS; i++) {
                seekKey[i] = key.word(i);
            }
            seekFound[0] = null;
            classifier.find(seekKey, 1, seekFound, seekPath);
            DatapathFlow present = seekFound[0];
            seekFound[0] = null;
            if (present != null) {
                return new FoundOrPut(present, false);
            }
        }
        return new FoundOrPut(put(flow), true);
    }

    /**
     * Gives a flow other actions. False where there is none.
     *
     * @throws IllegalArgumentException where an action cannot be carried out, or names what is not there; then the flow
     *     keeps its old ones
     */
    public synchronized boolean modify(Megaflow flow) {
        DatapathFlow found = byUfid.get(flow.ufid());
        if (found == null) {
            return false;
        }
        MissingService.find(flow.actions(), services).ifPresent(missing -> {
            throw new IllegalArgumentException(missing);
        });
        Megaflow before = found.megaflow();
        found.replace(before.withActions(flow.actions()), actions.take(flow.actions()));
        actions.release(before.actions());
        return true;
    }

    /** Removes a flow. Answers what it had counted; a packet that is under way may still be counted on it. */
    public Optional<FlowStats> remove(Ufid ufid) {
        return take(ufid).map(DatapathFlow::stats);
    }

    /** Removes a flow and answers it; a packet that is under way may still be counted on it. */
    synchronized Optional<DatapathFlow> take(Ufid ufid) {
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
        masks.release(flow.mask());
        actions.release(flow.actions());
        return Optional.of(found);
    }

    /** The classifier of a port. Packet threads read the map without a lock, so one with another port takes its place. */
    private Classifier classifierFor(int port) {
        Classifier present = byPort.get(port);
        if (present != null) {
            return present;
        }
        Classifier added = kind.create();
        Int2ObjectHashMap<Classifier> more = new Int2ObjectHashMap<>(byPort);
        more.put(port, added);
        byPort = more;
        return added;
    }
}
