package io.tandem.datapath.masktable;

import static io.tandem.datapath.masktable.FlowSpace.MASKS;
import static io.tandem.datapath.masktable.FlowSpace.PORT;
import static io.tandem.datapath.masktable.FlowSpace.PORT_AND_TCP;
import static io.tandem.datapath.masktable.FlowSpace.key;
import static io.tandem.datapath.masktable.FlowSpace.put;
import static io.tandem.datapath.masktable.FlowSpace.stored;
import static io.tandem.datapath.masktable.FlowSpace.ufid;
import static io.tandem.operation.PutFlag.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.operation.FlowId;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

final class MaskLookupTest {
    private static final int HASH = 0x11223344;

    private final MaskTableDatapath datapath = FlowSpace.datapath();
    private final MaskLookup lookup = datapath.openLookup();

    /** Three masks; the flow of this packet has the last one. */
    private static final FlowKey PACKET = key(1, 2, 3, 0);

    private void threeMasks() {
        stored(datapath.put(put(ufid(1), key(0, 0, 0, 0), PORT_AND_TCP, 1, CREATE)));
        stored(datapath.put(put(ufid(2), key(0, 1, 1, 0), MASKS.get(1), 2, CREATE)));
        stored(datapath.put(put(ufid(3), PACKET, PORT, 3, CREATE)));
    }

    private void finds(FlowKey packet, int hash, int masksProbed, boolean cacheHit) {
        assertThat(lookup.find(packet, hash)).isTrue();
        assertThat(lookup.masksProbed()).isEqualTo(masksProbed);
        assertThat(lookup.cacheHit()).isEqualTo(cacheHit);
    }

    private void misses(FlowKey packet, int hash, int masksProbed) {
        assertThat(lookup.find(packet, hash)).isFalse();
        assertThat(lookup.masksProbed()).isEqualTo(masksProbed);
        assertThat(lookup.cacheHit()).isFalse();
        assertThatThrownBy(lookup::flow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void packetWithoutAHashTriesEveryMaskEachTime() {
        threeMasks();
        finds(PACKET, 0, 3, false);
        finds(PACKET, 0, 3, false);
        misses(key(0, 3, 3, 0), 0, 3);
    }

    @Test
    void secondPacketOfAHashTriesItsMaskFirst() {
        threeMasks();
        finds(PACKET, HASH, 3, false);
        finds(PACKET, HASH, 1, true);
        assertThat(lookup.flow().id()).isEqualTo(FlowId.of(ufid(3).orElseThrow()));
        assertThat(datapath.counters()).isEqualTo(new MaskLookupCounters(2, 0, 4, 1));
    }

    @Test
    void eachReaderHasACacheOfItsOwn() {
        threeMasks();
        finds(PACKET, HASH, 3, false);
        MaskLookup other = datapath.openLookup();
        assertThat(other.find(PACKET, HASH)).isTrue();
        assertThat(other.masksProbed()).isEqualTo(3);
    }

    @Test
    void missForgetsTheHash() {
        threeMasks();
        finds(PACKET, HASH, 3, false);
        misses(key(0, 3, 3, 0), HASH, 3);
        finds(PACKET, HASH, 1, false);
    }

    @Test
    void hashThatNowMeansAnotherMaskIsLearnedAnew() {
        threeMasks();
        finds(PACKET, HASH, 3, false);
        finds(key(0, 0, 0, 0), HASH, 2, false);
        finds(key(0, 0, 0, 0), HASH, 1, true);
    }

    @Test
    void hashesThatShareAnEntryAreKeptInOtherSegments() {
        threeMasks();
        int sameLowByte = 0x55667744;
        finds(PACKET, HASH, 3, false);
        finds(PACKET, sameLowByte, 3, false);
        finds(PACKET, HASH, 1, true);
        finds(PACKET, sameLowByte, 1, true);
    }

    @Test
    void ofEntriesThatAreAllFullTheSmallestHashGivesWay() {
        threeMasks();
        int one = 0x01010101;
        int two = 0xf1010101;
        finds(PACKET, one, 3, false);
        finds(PACKET, two, 3, false);
        int third = 0x01f101f1;
        finds(PACKET, third, 1, false);
        finds(PACKET, two, 1, true);
        finds(PACKET, third, 1, true);
        finds(PACKET, one, 1, false);
    }

    @Test
    void recirculatedPacketHasAnEntryOfItsOwn() {
        threeMasks();
        FlowKey again = PACKET.toBuilder().set(FlowField.RECIRC_ID, 5).build();
        finds(PACKET, HASH, 3, false);
        finds(again, HASH, 3, false);
        finds(PACKET, HASH, 1, true);
        finds(again, HASH, 1, true);
    }

    @Test
    void removedFlowIsNotFoundByAnOldCacheEntry() {
        threeMasks();
        finds(PACKET, HASH, 3, false);
        datapath.delete(FlowId.of(ufid(3).orElseThrow()));
        misses(PACKET, HASH, 2);
        stored(datapath.put(put(ufid(4), PACKET, PORT_AND_TCP, 4, CREATE)));
        finds(PACKET, HASH, 1, false);
        assertThat(lookup.flow().id()).isEqualTo(FlowId.of(ufid(4).orElseThrow()));
    }

    @Test
    void removedFlowIsNotFoundWhereItsMaskStays() {
        threeMasks();
        stored(datapath.put(put(ufid(4), key(0, 3, 3, 0), PORT, 4, CREATE)));
        finds(PACKET, HASH, 3, false);
        datapath.delete(FlowId.of(ufid(3).orElseThrow()));
        misses(PACKET, HASH, 3);
    }

    @Test
    void entryThatNamesAMovedMaskOnlyCostsProbes() {
        threeMasks();
        finds(PACKET, HASH, 3, false);
        datapath.delete(FlowId.of(ufid(1).orElseThrow()));
        finds(PACKET, HASH, 1, false);
        finds(PACKET, HASH, 1, true);
    }

    @Test
    void flushedFlowsAreNotFound() {
        threeMasks();
        finds(PACKET, HASH, 3, false);
        datapath.flush();
        misses(PACKET, HASH, 0);
    }

    @Test
    void masksOfMuchUseAreTriedFirstAfterARebalance() {
        threeMasks();
        finds(PACKET, 0, 3, false);
        finds(PACKET, 0, 3, false);
        finds(key(0, 1, 1, 0), 0, 2, false);
        datapath.rebalance();
        finds(PACKET, 0, 1, false);
        finds(key(0, 1, 1, 0), 0, 2, false);
        finds(key(0, 0, 0, 0), 0, 3, false);
    }

    @Test
    void keyIsReadFromAnyPlaceOfABatch() {
        threeMasks();
        long[] batch = new long[3 * FlowField.WORDS];
        System.arraycopy(PACKET.toWords(), 0, batch, FlowField.WORDS, FlowField.WORDS);
        assertThat(lookup.find(batch, FlowField.WORDS, HASH)).isTrue();
        assertThat(lookup.flow().id()).isEqualTo(FlowId.of(ufid(3).orElseThrow()));
        assertThat(lookup.find(batch, 2 * FlowField.WORDS, HASH)).isTrue();
        assertThat(lookup.flow().id())
                .as("all of the last key's bits are zero")
                .isEqualTo(FlowId.of(ufid(1).orElseThrow()));
    }

    @Test
    void lookupsAllocateNothing() {
        threeMasks();
        FlowKey unknown = key(0, 3, 3, 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 10_000; i++) {
                lookup.find(PACKET, i & 0x1ff);
                lookup.find(unknown, i);
            }
            fewest = Math.min(fewest, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(fewest).isLessThan(10_000);
    }
}
