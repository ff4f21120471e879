package io.tandem.datapath.masktable;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of chained flows with a seed of its own. Readers take no lock; one writer at a time. A reader who stands
 * on a node that is taken out still finds what lies behind it. A table never changes its size: {@link #rehashed} makes
 * another, and readers of this one go on with it.
 *
 * <p>Source: struct table_instance in net/openvswitch/flow_table.c.
 */
final class Buckets {
    /** TBL_MIN_BUCKETS. */
    static final int SMALLEST = 1024;

    /** A flow in its chain. */
    static final class Node {
        private final MaskFlow flow;
        private final int hash;
        private volatile @Nullable Node next;

        private Node(MaskFlow flow, int hash, @Nullable Node next) {
            this.flow = flow;
            this.hash = hash;
            this.next = next;
        }

        MaskFlow flow() {
            return flow;
        }

        int hash() {
            return hash;
        }

        @Nullable Node next() {
            return next;
        }
    }

    private final AtomicReferenceArray<@Nullable Node> heads;
    private final int seed;

    /**
     * @param size number of buckets, a power of two
     */
    Buckets(int size, int seed) {
        heads = new AtomicReferenceArray<>(size);
        this.seed = seed;
    }

    int size() {
        return heads.length();
    }

    /** The first node of the chain in which flows with that hash are, among others. */
    @Nullable Node chain(int hash) {
        return heads.getAcquire(bucket(hash));
    }

    void insert(MaskFlow flow, int hash) {
        int bucket = bucket(hash);
        heads.setRelease(bucket, new Node(flow, hash, heads.getPlain(bucket)));
    }

    void remove(MaskFlow flow, int hash) {
        int bucket = bucket(hash);
        Node before = null;
        for (Node node = heads.getPlain(bucket); node != null; node = node.next) {
            if (node.flow == flow) {
                if (before == null) {
                    heads.setRelease(bucket, node.next);
                } else {
                    before.next = node.next;
                }
                return;
            }
            before = node;
        }
        throw new IllegalStateException("the flow is not in this table");
    }

    /** Another table with the same flows. */
    Buckets rehashed(int size, int otherSeed) {
        Buckets fresh = new Buckets(size, otherSeed);
        for (int i = 0; i < heads.length(); i++) {
            for (Node node = heads.getPlain(i); node != null; node = node.next) {
                fresh.insert(node.flow, node.hash);
            }
        }
        return fresh;
    }

    /** Every flow that has not been removed; with a writer at work, those that are there all the while just once. */
    void forEach(Consumer<MaskFlow> consumer) {
        for (int i = 0; i < heads.length(); i++) {
            for (Node node = heads.getAcquire(i); node != null; node = node.next) {
                if (node.flow.live()) {
                    consumer.accept(node.flow);
                }
            }
        }
    }

    private int bucket(int hash) {
        return JenkinsHash.of(hash, seed) & heads.length() - 1;
    }
}
