package io.tandem.datapath.dpcls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.flowsets.MegaflowSets;
import io.tandem.datapath.flowsets.Policy;
import io.tandem.datapath.flowsets.RandomFlows;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DecisionTreeTest {
    private static @Nullable DatapathFlow find(Classifier classifier, long[] key) {
        @Nullable DatapathFlow[] found = new DatapathFlow[1];
        classifier.find(key, 1, found, new LookupPath());
        return found[0];
    }

    @Property(tries = 200)
    void givesTheFlowThatSubtablesGiveWhereNoneOverlap(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int rules) {
        SplittableRandom random = new SplittableRandom(seed);
        Policy policy = new Policy(rules, random);
        DecisionTree tree = new DecisionTree();
        SubtableClassifier subtables = new SubtableClassifier();
        Map<Ufid, DatapathFlow> present = new HashMap<>();
        for (int round = 0; round < 500; round++) {
            long[] key = RandomFlows.key(random);
            assertThat(find(tree, key)).isSameAs(find(subtables, key));
            Megaflow flow = policy.decide(FlowKey.ofWords(key));
            DatapathFlow old = present.get(flow.ufid());
            if (old == null) {
                DatapathFlow added = RandomFlows.prepared(flow);
                present.put(flow.ufid(), added);
                tree.put(added);
                subtables.put(added);
                assertThat(find(tree, key)).isSameAs(added);
            } else if (random.nextInt(4) == 0) {
                present.remove(flow.ufid());
                old.retire();
                tree.remove(old);
                subtables.remove(old);
                assertThat(find(tree, key)).isNull();
            }
        }
        present.values().forEach(tree::remove);
        assertThat(tree.flows()).isZero();
    }

    @Property(tries = 50)
    void isOneTreeForTheMegaflowsOfOnePolicy(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Policy policy = new Policy(20, random);
        DecisionTree tree = new DecisionTree();
        Map<Ufid, Megaflow> flows = new HashMap<>();
        for (int i = 0; i < 1000 && flows.size() < 250; i++) {
            Megaflow flow = policy.decide(FlowKey.ofWords(RandomFlows.key(random)));
            if (flows.putIfAbsent(flow.ufid(), flow) == null) {
                tree.put(RandomFlows.prepared(flow));
            }
        }
        assertThat(tree.flows()).isEqualTo(flows.size());
        assertThat(tree.trees()).isEqualTo(1);
    }

    @Test
    void findsEachOfManyMegaflowsWithThousandsOfMasks() {
        SplittableRandom random = new SplittableRandom(5);
        List<Megaflow> flows = new ArrayList<>(MegaflowSets.disjoint(20_000, 4000, random));
        DecisionTree tree = new DecisionTree();
        List<DatapathFlow> added = new ArrayList<>();
        for (Megaflow flow : flows) {
            DatapathFlow put = RandomFlows.prepared(flow);
            added.add(put);
            tree.put(put);
        }
        for (DatapathFlow flow : added) {
            assertThat(find(tree, packet(flow.megaflow(), random))).isSameAs(flow);
        }
        for (int i = 0; i < added.size(); i += 2) {
            added.get(i).retire();
            tree.remove(added.get(i));
        }
        for (int i = 0; i < added.size(); i++) {
            DatapathFlow flow = added.get(i);
            assertThat(find(tree, packet(flow.megaflow(), random))).isSameAs((i & 1) == 0 ? null : flow);
        }
        assertThat(tree.flows()).isEqualTo(added.size() / 2);
    }

    @Test
    void findsEachOfTheMegaflowsThatAnAttackerMakes() {
        SplittableRandom random = new SplittableRandom(6);
        List<Megaflow> flows = new ArrayList<>(MegaflowSets.established(2000, random));
        flows.addAll(MegaflowSets.bitFlips(3000, random));
        DecisionTree tree = new DecisionTree();
        flows.forEach(flow -> tree.put(RandomFlows.prepared(flow)));
        for (Megaflow flow : flows) {
            DatapathFlow found = find(tree, packet(flow, random));
            assertThat(found).isNotNull();
            assertThat(found.megaflow()).isEqualTo(flow);
        }
    }

    private static long[] packet(Megaflow flow, SplittableRandom random) {
        return MegaflowSets.packet(flow.key(), flow.mask(), random).toWords();
    }

    @Test
    void staysShallowUnderAttack() {
        SplittableRandom random = new SplittableRandom(6);
        List<Megaflow> flows = new ArrayList<>(MegaflowSets.established(2000, random));
        flows.addAll(MegaflowSets.bitFlips(3000, random));
        DecisionTree tree = new DecisionTree();
        flows.forEach(flow -> tree.put(RandomFlows.prepared(flow)));
        assertThat(tree.depth() * tree.trees()).isLessThan(20);
    }

    @Test
    void takesOverlappingFlowsThatShareNoBit() {
        DecisionTree tree = new DecisionTree();
        List<DatapathFlow> added = new ArrayList<>();
        for (int word = 0; word < 64; word++) {
            long[] mask = new long[64];
            mask[word] = -1;
            DatapathFlow flow = RandomFlows.prepared(Megaflow.of(FlowKey.EMPTY, FlowMask.ofWords(mask), List.of()));
            added.add(flow);
            tree.put(flow);
        }
        for (int word = 0; word < 64; word++) {
            long[] key = new long[64];
            Arrays.fill(key, 1);
            key[word] = 0;
            assertThat(find(tree, key)).isSameAs(added.get(word));
        }
        added.forEach(tree::remove);
        assertThat(tree.flows()).isZero();
    }
}
