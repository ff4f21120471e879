package io.tandem.datapath.masktable;

import static io.tandem.datapath.masktable.FlowSpace.MASKS;
import static io.tandem.datapath.masktable.FlowSpace.PORT;
import static io.tandem.datapath.masktable.FlowSpace.PORT_AND_TCP;
import static io.tandem.datapath.masktable.FlowSpace.errno;
import static io.tandem.datapath.masktable.FlowSpace.found;
import static io.tandem.datapath.masktable.FlowSpace.key;
import static io.tandem.datapath.masktable.FlowSpace.output;
import static io.tandem.datapath.masktable.FlowSpace.put;
import static io.tandem.datapath.masktable.FlowSpace.stored;
import static io.tandem.datapath.masktable.FlowSpace.ufid;
import static io.tandem.operation.PutFlag.CREATE;
import static io.tandem.operation.PutFlag.MODIFY;
import static io.tandem.operation.PutFlag.PROBE;
import static io.tandem.operation.PutFlag.ZERO_STATS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowKey;
import io.tandem.flow.Ufid;
import io.tandem.operation.FlowId;
import io.tandem.operation.FlowOperationResult.Deleted;
import io.tandem.stats.FlowStats;
import io.tandem.validate.Errno;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of ovs_flow_cmd_new, _set, _get and _del, one by one. */
final class FlowIdentityTest {
    private static final Optional<Ufid> NONE = Optional.empty();

    /** Under {@link FlowSpace#PORT_AND_TCP} these two are one match, but not one key. */
    private static final FlowKey KEY = key(1, 2, 3, 0);

    private static final FlowKey SAME_MATCH = key(1, 0, 3, 0);
    private static final FlowKey OTHER = key(0, 0, 0, 0);
    private static final FlowStats ONE_PACKET = new FlowStats(1, 100, 5, 0x12, true);

    private final MaskTableDatapath datapath = FlowSpace.datapath();
    private final MaskLookup lookup = datapath.openLookup();
    private final FlowId byUfid = FlowId.of(ufid(1).orElseThrow());

    @BeforeEach
    void nothingIsThere() {
        assertThat(datapath.flows()).isZero();
    }

    private void countOnePacket(FlowKey packet) {
        assertThat(lookup.find(packet, 0)).isTrue();
        lookup.flow().count(100, 5, 0x112);
    }

    @Test
    void createOfAnExistingUfidExists() {
        assertThat(stored(datapath.put(put(ufid(1), KEY, PORT_AND_TCP, 1, CREATE))))
                .isEqualTo(FlowStats.ZERO);
        assertThat(errno(datapath.put(put(ufid(1), OTHER, PORT, 2, CREATE)))).isEqualTo(Errno.EEXIST);
        assertThat(datapath.flows()).isOne();
    }

    @Test
    void createOfTheSameMaskedKeyExistsUnderAnotherUfidAndWithNone() {
        stored(datapath.put(put(ufid(1), KEY, PORT_AND_TCP, 1, CREATE)));
        assertThat(errno(datapath.put(put(ufid(2), SAME_MATCH, PORT_AND_TCP, 2, CREATE))))
                .isEqualTo(Errno.EEXIST);
        assertThat(errno(datapath.put(put(NONE, SAME_MATCH, PORT_AND_TCP, 2, CREATE))))
                .isEqualTo(Errno.EEXIST);
        assertThat(found(datapath, byUfid).actions()).isEqualTo(output(1));
    }

    @Test
    void createExistsWhereAnyFlowMatchesItsWholeKey() {
        stored(datapath.put(put(ufid(1), KEY, PORT, 1, CREATE)));
        assertThat(errno(datapath.put(put(ufid(2), SAME_MATCH, PORT_AND_TCP, 2, CREATE))))
                .isEqualTo(Errno.EEXIST);
    }

    @Test
    void flowsMayOverlapWhereNeitherMatchesTheWholeKeyOfTheLaterOne() {
        stored(datapath.put(put(ufid(1), key(1, 2, 3, 0), MASKS.get(1), 1, CREATE)));
        stored(datapath.put(put(ufid(2), key(1, 0, 3, 0), PORT_AND_TCP, 2, CREATE)));
        assertThat(lookup.find(key(1, 2, 3, 0), 0)).isTrue();
        assertThat(lookup.flow().actions()).as("the mask that came first").isEqualTo(output(1));
    }

    @Test
    void createOrModifyReplacesActionsAndKeepsStatistics() {
        FlowKey masked = KEY.masked(PORT_AND_TCP);
        stored(datapath.put(put(ufid(1), masked, PORT_AND_TCP, 1, CREATE, MODIFY)));
        countOnePacket(KEY);
        assertThat(stored(datapath.put(put(ufid(1), masked, PORT_AND_TCP, 2, CREATE, MODIFY))))
                .isEqualTo(ONE_PACKET);
        assertThat(found(datapath, byUfid).actions()).isEqualTo(output(2));
        assertThat(found(datapath, byUfid).stats()).isEqualTo(ONE_PACKET);
    }

    @Test
    void createOrModifyDoesNotClearStatistics() {
        FlowKey masked = KEY.masked(PORT_AND_TCP);
        stored(datapath.put(put(ufid(1), masked, PORT_AND_TCP, 1, CREATE)));
        countOnePacket(KEY);
        stored(datapath.put(put(ufid(1), masked, PORT_AND_TCP, 2, CREATE, MODIFY, ZERO_STATS)));
        assertThat(found(datapath, byUfid).stats()).isEqualTo(ONE_PACKET);
    }

    @Test
    void createOrModifyByUfidWithAnotherKeyDoesNotFindTheFlow() {
        stored(datapath.put(put(ufid(1), KEY, PORT_AND_TCP, 1, CREATE)));
        assertThat(errno(datapath.put(put(ufid(1), OTHER, PORT_AND_TCP, 2, CREATE, MODIFY))))
                .isEqualTo(Errno.ENOENT);
        assertThat(errno(datapath.put(put(ufid(1), KEY, PORT_AND_TCP, 2, CREATE, MODIFY))))
                .as("the flow's masked key is compared with the whole key")
                .isEqualTo(Errno.ENOENT);
        assertThat(found(datapath, byUfid).actions()).isEqualTo(output(1));
    }

    @Test
    void createOrModifyUnderAnotherUfidChangesTheFlowWithTheSameMaskedKey() {
        stored(datapath.put(put(ufid(1), KEY, PORT_AND_TCP, 1, CREATE)));
        stored(datapath.put(put(ufid(2), KEY.masked(PORT_AND_TCP), PORT_AND_TCP, 2, CREATE, MODIFY)));
        assertThat(found(datapath, byUfid).actions()).isEqualTo(output(2));
        assertThat(errno(datapath.get(FlowId.of(ufid(2).orElseThrow())))).isEqualTo(Errno.ENOENT);
    }

    @Test
    void createOrModifyOfAKeyFlowWantsTheWholeKey() {
        stored(datapath.put(put(NONE, KEY, PORT_AND_TCP, 1, CREATE)));
        assertThat(errno(datapath.put(put(NONE, SAME_MATCH, PORT_AND_TCP, 2, CREATE, MODIFY))))
                .isEqualTo(Errno.ENOENT);
        stored(datapath.put(put(NONE, KEY, PORT_AND_TCP, 3, CREATE, MODIFY)));
        assertThat(found(datapath, FlowId.of(KEY)).actions()).isEqualTo(output(3));
    }

    @Test
    void createOrModifyFindsTheKeyFlowBehindAnotherThatOverlapsIt() {
        stored(datapath.put(put(NONE, key(1, 2, 0, 0), PORT_AND_TCP, 1, CREATE)));
        stored(datapath.put(put(NONE, KEY, MASKS.get(1), 2, CREATE)));
        stored(datapath.put(put(NONE, key(1, 0, 3, 0), PORT_AND_TCP, 3, CREATE)));
        assertThat(lookup.find(KEY, 0)).isTrue();
        assertThat(lookup.flow().actions()).as("the first mask's flow").isEqualTo(output(3));
        stored(datapath.put(put(NONE, KEY, MASKS.get(1), 4, CREATE, MODIFY)));
        assertThat(found(datapath, FlowId.of(KEY)).actions()).isEqualTo(output(4));
        assertThat(found(datapath, FlowId.of(key(1, 0, 3, 0))).actions()).isEqualTo(output(3));
    }

    @Test
    void modifyOfNoFlowFindsNone() {
        assertThat(errno(datapath.put(put(ufid(1), KEY, PORT, 1, MODIFY)))).isEqualTo(Errno.ENOENT);
        assertThat(errno(datapath.put(put(NONE, KEY, PORT, 1, MODIFY)))).isEqualTo(Errno.ENOENT);
        assertThat(datapath.flows()).isZero();
    }

    @Test
    void modifyByUfidDoesNotLookAtTheKey() {
        stored(datapath.put(put(ufid(1), KEY, PORT_AND_TCP, 1, CREATE)));
        stored(datapath.put(put(ufid(1), OTHER, PORT, 2, MODIFY)));
        assertThat(found(datapath, byUfid).actions()).isEqualTo(output(2));
        assertThat(found(datapath, byUfid).key()).isEqualTo(KEY.masked(PORT_AND_TCP));
    }

    @Test
    void modifyByKeyWantsTheWholeKey() {
        stored(datapath.put(put(NONE, KEY, PORT_AND_TCP, 1, CREATE)));
        assertThat(errno(datapath.put(put(NONE, SAME_MATCH, PORT_AND_TCP, 2, MODIFY))))
                .isEqualTo(Errno.ENOENT);
        stored(datapath.put(put(NONE, KEY, PORT_AND_TCP, 3, MODIFY)));
        assertThat(found(datapath, FlowId.of(KEY)).actions()).isEqualTo(output(3));
    }

    @Test
    void modifyTellsStatisticsAndThenClearsThemWhereAsked() {
        stored(datapath.put(put(ufid(1), KEY, PORT, 1, CREATE)));
        countOnePacket(KEY);
        assertThat(stored(datapath.put(put(ufid(1), KEY, PORT, 2, MODIFY)))).isEqualTo(ONE_PACKET);
        assertThat(stored(datapath.put(put(ufid(1), KEY, PORT, 2, MODIFY, ZERO_STATS))))
                .isEqualTo(ONE_PACKET);
        assertThat(found(datapath, byUfid).stats()).isEqualTo(FlowStats.ZERO);
        countOnePacket(KEY);
        assertThat(found(datapath, byUfid).stats()).isEqualTo(ONE_PACKET);
    }

    @Test
    void getByKeyFindsOnlyAFlowPutWithoutUfidAndByItsWholeKey() {
        stored(datapath.put(put(NONE, KEY, PORT_AND_TCP, 1, CREATE)));
        assertThat(found(datapath, FlowId.of(KEY)).key()).isEqualTo(KEY.masked(PORT_AND_TCP));
        assertThat(errno(datapath.get(FlowId.of(SAME_MATCH)))).isEqualTo(Errno.ENOENT);
        assertThat(errno(datapath.get(FlowId.of(KEY.masked(PORT_AND_TCP))))).isEqualTo(Errno.ENOENT);
        assertThat(errno(datapath.get(FlowId.of(FlowId.of(KEY).ufid()))))
                .as("the digest is for display")
                .isEqualTo(Errno.ENOENT);
    }

    @Test
    void flowWithAUfidIsNotFoundByItsKey() {
        stored(datapath.put(put(ufid(1), KEY, PORT_AND_TCP, 1, CREATE)));
        assertThat(errno(datapath.get(FlowId.of(KEY)))).isEqualTo(Errno.ENOENT);
        assertThat(errno(datapath.delete(FlowId.of(KEY)))).isEqualTo(Errno.ENOENT);
        assertThat(errno(datapath.put(put(NONE, KEY, PORT_AND_TCP, 1, MODIFY)))).isEqualTo(Errno.ENOENT);
    }

    @Test
    void deleteTellsFinalStatisticsOnce() {
        stored(datapath.put(put(ufid(1), KEY, PORT, 1, CREATE)));
        countOnePacket(KEY);
        assertThat(datapath.delete(byUfid)).isEqualTo(new Deleted(ONE_PACKET));
        assertThat(errno(datapath.delete(byUfid))).isEqualTo(Errno.ENOENT);
        assertThat(lookup.find(KEY, 0)).isFalse();
        assertThat(datapath.masks()).isEmpty();
    }

    @Test
    void deleteByKeyWantsTheWholeKey() {
        stored(datapath.put(put(NONE, KEY, PORT_AND_TCP, 1, CREATE)));
        assertThat(errno(datapath.delete(FlowId.of(SAME_MATCH)))).isEqualTo(Errno.ENOENT);
        assertThat(datapath.delete(FlowId.of(KEY))).isEqualTo(new Deleted(FlowStats.ZERO));
        assertThat(datapath.flows()).isZero();
    }

    @Test
    void probePutsAndFailsAsAnyOther() {
        stored(datapath.put(put(ufid(1), KEY, PORT, 1, CREATE, MODIFY, PROBE)));
        assertThat(found(datapath, byUfid).actions()).isEqualTo(output(1));
        assertThat(errno(datapath.put(put(ufid(1), KEY, PORT, 1, CREATE, PROBE))))
                .isEqualTo(Errno.EEXIST);
    }
}
