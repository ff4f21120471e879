package io.tandem.conformance.bench;

import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.packet.PacketBatch;
import java.io.PrintWriter;
import java.util.Arrays;

/**
 * Prints the rate of established flows before an attack and under it, by {@link AttackBench}. The datapaths take turns of
 * some milliseconds, so that what else the machine does meets all of them; the median of the turns counts.
 */
public final class AttackRates {
    /** Connections, masks, percent of packets that are the attacker's. The first of each number of connections is before. */
    private static final int[][] CASES = {
        {1000, 0, 0}, {1000, 1000, 3}, {1000, 8000, 3}, {1000, 1000, 50}, {1000, 8000, 50},
        {16384, 0, 0}, {16384, 1000, 3}, {16384, 8000, 3}, {16384, 1000, 50}, {16384, 8000, 50},
    };

    private static final int WARM = 60_000;
    private static final int TURN = 8000;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double PERCENT = 100;

    /** Measures the decision tree, with which a turn takes as long as it should. */
    public static void print(PrintWriter to, boolean quick) throws FlowPutException {
        AttackBench[] benches = new AttackBench[CASES.length];
        for (int i = 0; i < CASES.length; i++) {
            benches[i] = new AttackBench();
            benches[i].connections = CASES[i][0];
            benches[i].masks = CASES[i][1];
            benches[i].percent = CASES[i][2];
            benches[i].fill();
            run(benches[i], WARM);
        }
        double[][] micros = new double[CASES.length][quick ? 5 : 40];
        for (int turn = 0; turn < micros[0].length; turn++) {
            for (int i = 0; i < CASES.length; i++) {
                run(benches[i], TURN / 2);
                long start = System.nanoTime();
                run(benches[i], TURN);
                micros[i][turn] = (System.nanoTime() - start) / NANOS_PER_MICRO;
            }
        }
        to.println("established, million/s   of before   of an equal share");
        double before = 0;
        for (int i = 0; i < CASES.length; i++) {
            double share = 1 - CASES[i][2] / PERCENT;
            double rate = share * rate(micros[i]);
            before = CASES[i][2] == 0 ? rate : before;
            to.printf(
                    "%22.2f %9.0f %% %17.0f %%  connections=%d masks=%d attackers=%d%%%n",
                    rate,
                    PERCENT * rate / before,
                    PERCENT * rate / before / share,
                    CASES[i][0],
                    CASES[i][1],
                    CASES[i][2]);
        }
        to.flush();
    }

    private static void run(AttackBench bench, int batches) {
        for (int i = 0; i < batches; i++) {
            bench.forward();
        }
    }

    /** Of all packets. */
    private static double rate(double[] micros) {
        Arrays.sort(micros);
        return TURN * PacketBatch.SIZE / micros[micros.length / 2];
    }

    private AttackRates() {}
}
