package io.tandem.datapath.poll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QueueAssignmentTest {
    @Test
    void spreadsQueuesByTheirLoad() {
        long[] loads = {10, 80, 30, 40};
        int[] thread = QueueAssignment.of(loads, 2);
        assertThat(QueueAssignment.sums(loads, thread, 2)).containsExactly(80, 80);
    }

    @Test
    void spreadsIdleQueuesByTheirNumber() {
        assertThat(QueueAssignment.of(new long[4], 2)).containsExactly(0, 1, 0, 1);
    }

    @Test
    void saysWhatAnotherAssignmentWins() {
        long[] loads = {50, 50, 0, 0};
        assertThat(QueueAssignment.improvement(loads, new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}, 2))
                .isEqualTo(100);
        assertThat(QueueAssignment.improvement(loads, new int[] {0, 1, 0, 1}, new int[] {0, 1, 1, 0}, 2))
                .isZero();
    }
}
