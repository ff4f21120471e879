package io.tandem.datapath.masktable;

import static io.tandem.datapath.masktable.FlowSpace.MASKS;
import static io.tandem.datapath.masktable.FlowSpace.PORT;
import static io.tandem.datapath.masktable.FlowSpace.errno;
import static io.tandem.datapath.masktable.FlowSpace.key;
import static io.tandem.datapath.masktable.FlowSpace.output;
import static io.tandem.datapath.masktable.FlowSpace.put;
import static io.tandem.datapath.masktable.FlowSpace.stored;
import static io.tandem.datapath.masktable.FlowSpace.ufid;
import static io.tandem.operation.PutFlag.CREATE;
import static io.tandem.operation.PutFlag.MODIFY;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Ufid;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.PortNames;
import io.tandem.operation.FlowCount;
import io.tandem.operation.FlowId;
import io.tandem.operation.FlowOperation.Delete;
import io.tandem.operation.FlowOperation.Execute;
import io.tandem.operation.FlowOperation.Get;
import io.tandem.operation.FlowOperation.Put;
import io.tandem.operation.FlowOperationResult;
import io.tandem.operation.FlowOperationResult.Deleted;
import io.tandem.operation.FlowOperationResult.Done;
import io.tandem.operation.FlowOperationResult.Failed;
import io.tandem.operation.FlowOperationResult.Found;
import io.tandem.operation.FlowOperationResult.Stored;
import io.tandem.operation.FlowSnapshot;
import io.tandem.stats.FlowStats;
import io.tandem.validate.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MaskTableDatapathTest {
    private final MaskTableDatapath datapath = FlowSpace.datapath();

    private static FlowId id(int number) {
        return FlowId.of(ufid(number).orElseThrow());
    }

    @Test
    void eachOperationOfABatchIsAnsweredAtItsPlace() {
        Put put = put(ufid(1), key(0), PORT, 1, CREATE);
        List<FlowOperationResult> answers = datapath.operate(List.of(
                put,
                put,
                new Get(id(1)),
                new Delete(id(2)),
                new Delete(id(1)),
                new Execute(new byte[14], key(0), output(1), false),
                new Get(id(1))));
        assertThat(answers)
                .extracting(Object::getClass)
                .isEqualTo(List.of(
                        Stored.class,
                        Failed.class,
                        Found.class,
                        Failed.class,
                        Deleted.class,
                        Done.class,
                        Failed.class));
        assertThat(answers.get(2))
                .isEqualTo(new Found(new FlowSnapshot(id(1), key(0), PORT, output(1), FlowStats.ZERO)));
        assertThat(errno(answers.get(1))).isEqualTo(Errno.EEXIST);
    }

    @Test
    void failureNamesTheFlowThatIsInTheWay() {
        stored(datapath.put(put(ufid(1), key(0), PORT, 1, CREATE)));
        assertThat(datapath.put(put(ufid(1), key(0), PORT, 1, CREATE)))
                .isEqualTo(new Failed(Errno.EEXIST, "there is a flow with ufid " + ufid(1).orElseThrow()));
        assertThat(datapath.put(put(Optional.empty(), key(2), PORT, 1, CREATE)))
                .isEqualTo(new Failed(Errno.EEXIST, "the key matches the flow with ufid " + ufid(1).orElseThrow()));
        assertThat(datapath.get(FlowId.of(key(0))))
                .isEqualTo(new Failed(Errno.ENOENT, "there is no flow with no ufid and " + key(0)));
    }

    @Test
    void putThatBreaksTheKernelsRulesIsInvalidAndChangesNothing() {
        MaskTableDatapath strict = new MaskTableDatapath(execute -> new Done());
        FlowMask noGround = FlowMask.builder()
                .exact(FlowField.VLAN_CFI)
                .exact(FlowField.CVLAN_CFI)
                .exact(FlowField.TCP_DST)
                .build();
        FlowOperationResult answer = strict.put(put(ufid(1), key(0), noGround, 1, CREATE));
        assertThat(errno(answer)).isEqualTo(Errno.EINVAL);
        assertThat(answer).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.sentence())
                .contains("tcp.dst", "proto=6"));
        assertThat(strict.flows()).isZero();
        FlowMask ground = FlowMask.builder()
                .exact(FlowField.VLAN_CFI)
                .exact(FlowField.CVLAN_CFI)
                .exact(FlowField.IN_PORT)
                .build();
        stored(strict.put(put(ufid(1), key(0), ground, 1, CREATE)));
        assertThat(errno(strict.put(put(ufid(1), key(0), noGround, 1, MODIFY)))).isEqualTo(Errno.EINVAL);
    }

    @Test
    void putOfActionsThatTheKernelRefusesAnswersItsError() throws Exception {
        MaskTableDatapath strict = new MaskTableDatapath(execute -> new Done());
        for (String actions :
                List.of("set(tcp(dst=80)),1", "pop_nsh", "trunc(13),1", "push_vlan(vid=1,pcp=0,cfi=0),1")) {
            FlowOperationResult answer = strict.put(
                    new Put(ufid(1), key(0), PORT, OdpActionText.parse(actions, PortNames.any()), Set.of(CREATE)));
            assertThat(errno(answer)).as(actions).isEqualTo(Errno.EINVAL);
        }
        assertThat(strict.flows()).isZero();
    }

    @Test
    void packetIsHandedToTheExecutorUnlessItHasNoEthernetHeader() {
        List<Execute> executed = new ArrayList<>();
        MaskTableDatapath executing = new MaskTableDatapath(execute -> {
            executed.add(execute);
            return new Failed(Errno.ENODEV, "there is no port 1");
        });
        Execute execute = new Execute(new byte[14], key(1), output(1), false);
        assertThat(errno(executing.execute(execute))).isEqualTo(Errno.ENODEV);
        assertThat(executed).containsExactly(execute);
        assertThat(errno(executing.execute(new Execute(new byte[13], key(1), output(1), false))))
                .isEqualTo(Errno.ERANGE);
        assertThat(executed).hasSize(1);
    }

    @Test
    void terseDumpTellsIdentitiesOfBothKinds() {
        stored(datapath.put(put(ufid(1), key(0), PORT, 1, CREATE)));
        stored(datapath.put(put(Optional.empty(), key(1), PORT, 1, CREATE)));
        List<FlowCount> told = new ArrayList<>();
        datapath.dumpTerse(told::add);
        assertThat(told)
                .containsExactlyInAnyOrder(
                        new FlowCount(id(1), FlowStats.ZERO), new FlowCount(FlowId.of(key(1)), FlowStats.ZERO));
    }

    @Test
    void dumpMayChangeTheTableAndTellsWhatStaysJustOnce() {
        int flows = 3000;
        for (int i = 0; i < flows; i++) {
            stored(datapath.put(wide(i)));
        }
        Set<Ufid> told = new HashSet<>();
        datapath.dump(flow -> {
            int number = (int) flow.id().ufid().low();
            assertThat(told.add(flow.id().ufid())).isTrue();
            if (number >= flows) {
                return;
            }
            if (number % 2 == 0) {
                datapath.delete(flow.id());
            }
            stored(datapath.put(wide(flows + number)));
        });
        assertThat(told).hasSizeGreaterThanOrEqualTo(flows);
        for (int i = 0; i < flows; i++) {
            assertThat(told).contains(ufid(i).orElseThrow());
        }
        assertThat(datapath.flows()).isEqualTo(2 * flows - flows / 2);
    }

    @Test
    void dumpDoesNotTellFlowsThatWereRemovedAfterTheBucketsMoved() {
        for (int i = 0; i < 1024; i++) {
            stored(datapath.put(wide(i)));
        }
        FlowId newcomer = id(1024);
        List<FlowId> told = new ArrayList<>();
        datapath.dump(flow -> {
            if (flow.id().equals(newcomer)) {
                return;
            }
            told.add(flow.id());
            stored(datapath.put(wide(1024)));
            for (int i = 0; i < 1024; i++) {
                assertThat(datapath.delete(id(i))).isInstanceOf(Deleted.class);
            }
        });
        assertThat(told).hasSize(1);
    }

    @Test
    void dumpEndsWithAFlush() {
        stored(datapath.put(wide(0)));
        stored(datapath.put(wide(1)));
        List<FlowSnapshot> told = new ArrayList<>();
        datapath.dump(flow -> {
            told.add(flow);
            datapath.flush();
        });
        assertThat(told).hasSize(1);
    }

    @Test
    void flowThatSomebodyKeptTellsThatItIsGone() {
        MaskLookup lookup = datapath.openLookup();
        stored(datapath.put(wide(0)));
        assertThat(lookup.find(wide(0).key(), 0)).isTrue();
        assertThat(lookup.flow().live()).isTrue();
        datapath.delete(id(0));
        assertThat(lookup.flow().live()).isFalse();
    }

    private static Put wide(int number) {
        FlowKey key = FlowKey.builder().set(FlowField.IPV4_DST, number).build();
        FlowMask mask = FlowMask.builder().exact(FlowField.IPV4_DST).build();
        return put(ufid(number), key, mask, 1, CREATE);
    }

    @Test
    void flushLeavesNoFlowAndNoMask() {
        for (int i = 0; i < 3; i++) {
            stored(datapath.put(put(ufid(i), key(i % 2, i, i, 0), MASKS.get(2), 1, CREATE)));
        }
        assertThat(datapath.masks()).containsExactly(new MaskUse(MASKS.get(2), 3, 0));
        assertThat(datapath.flush()).isEqualTo(new Done());
        assertThat(datapath.masks()).isEmpty();
        assertThat(datapath.flows()).isZero();
        assertThat(errno(datapath.get(id(0)))).isEqualTo(Errno.ENOENT);
        stored(datapath.put(put(ufid(0), key(0), MASKS.get(2), 1, CREATE)));
    }
}
