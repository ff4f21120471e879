package io.tandem.conformance.bench;

import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.FlowTable;
import io.tandem.datapath.dpcls.Classifier;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.dpcls.LookupPath;
import io.tandem.datapath.emc.ExactMatchCache;
import io.tandem.datapath.flowsets.MegaflowSets;
import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a packet of an established flow costs in EMC and classifier, alone and while an attacker sends as many packets
 * whose megaflows have a mask each. An operation is one established packet, so an attacker's packets at no cost at
 * all would leave the time as it was.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AttackBench {
    private static final int ESTABLISHED = 1000;
    private static final int BATCH = 32;
    private static final int KEYS = 1 << 14;

    /** Words of a key of these sets that are not zero are among the first. */
    private static final int KEY = 16;

    @Param
    ClassifierKind kind = ClassifierKind.DECISION_TREE;

    /** Masks that the attacker has made. */
    @Param({"0", "1000", "8000"})
    int attack = 0;

    private Classifier classifier = kind.create();
    private final ExactMatchCache emc = new ExactMatchCache(100);
    private long[] keys = new long[0];
    private long[] attacks = new long[0];
    private final long[] batch = new long[BATCH * FlowField.WORDS];
    private final LookupPath path = new LookupPath();
    private final @Nullable DatapathFlow[] found = new DatapathFlow[BATCH];
    private final long[] maps = new long[BATCH];
    private final int[] hashes = new int[BATCH];
    private int next;
    private int nextAttack;

    @Setup(Level.Trial)
    public void fill() throws FlowPutException {
        SplittableRandom random = new SplittableRandom(1);
        List<Megaflow> established = MegaflowSets.established(ESTABLISHED, random);
        List<Megaflow> attackers = MegaflowSets.bitFlips(attack, random);
        List<Megaflow> all = new ArrayList<>(established);
        all.addAll(attackers);
        Collections.shuffle(all, new Random(1));
        FlowTable table = new FlowTable(kind, 1, 0);
        for (Megaflow flow : all) {
            table.put(flow);
        }
        classifier = Objects.requireNonNull(table.classifier(1));
        keys = packets(established, random);
        attacks = attackers.isEmpty() ? keys : packets(attackers, random);
    }

    private static long[] packets(List<Megaflow> flows, SplittableRandom random) {
        long[] packets = new long[KEYS * KEY];
        for (int i = 0; i < KEYS; i++) {
            Megaflow flow = flows.get(random.nextInt(flows.size()));
            long[] words = MegaflowSets.packet(flow.key(), flow.mask(), random).toWords();
            System.arraycopy(words, 0, packets, i * KEY, KEY);
        }
        return packets;
    }

    /** Established packets only. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int established() {
        for (int i = 0; i < BATCH; i++) {
            System.arraycopy(keys, next * KEY, batch, i * FlowField.WORDS, KEY);
            next = next + 1 & KEYS - 1;
        }
        return forward();
    }

    /** Every other packet is the attacker's. */
    @Benchmark
    @OperationsPerInvocation(BATCH / 2)
    public int mixed() {
        for (int i = 0; i < BATCH; i += 2) {
            System.arraycopy(keys, next * KEY, batch, i * FlowField.WORDS, KEY);
            next = next + 1 & KEYS - 1;
            System.arraycopy(attacks, nextAttack * KEY, batch, (i + 1) * FlowField.WORDS, KEY);
            nextAttack = nextAttack + 1 & KEYS - 1;
        }
        return forward();
    }

    private int forward() {
        for (int i = 0; i < BATCH; i++) {
            int base = i * FlowField.WORDS;
            maps[i] = 0;
            for (int word = 0; word < KEY; word++) {
                maps[i] |= batch[base + word] == 0 ? 0 : 1L << word;
            }
            hashes[i] = KeyHash.of(batch, base, maps[i], 0);
        }
        int left = emc.find(batch, -1, maps, hashes, found);
        if (classifier.find(batch, left, found, path) != 0) {
            throw new IllegalStateException("a packet has no flow");
        }
        for (; left != 0; left &= left - 1) {
            int i = Integer.numberOfTrailingZeros(left);
            emc.offer(batch, i * FlowField.WORDS, maps[i], hashes[i], Objects.requireNonNull(found[i]));
        }
        return hashes[0];
    }
}
