package io.tandem.conformance.bench;

import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.dpcls.ClassifierKind;
import java.io.PrintWriter;
import java.util.Arrays;

/**
 * Prints what is left of the rate of established flows while an attacker sends half of all packets, as {@link AttackBench}
 * has it. Tables before and under attack take turns of some milliseconds, so that what else the machine does meets all of
 * them; the median of the turns counts.
 */
public final class AttackRates {
    private static final int[] MASKS = {0, 1000, 8000};
    private static final int WARM = 60_000;
    private static final int TURN = 1000;
    private static final int BATCH = 32;
    private static final double NANOS_PER_MICRO = 1e3;

    /** Measures the decision tree, with which a turn takes as long as it should. */
    public static void print(PrintWriter to, boolean quick) throws FlowPutException {
        AttackBench[] tables = new AttackBench[MASKS.length];
        for (int i = 0; i < MASKS.length; i++) {
            tables[i] = new AttackBench();
            tables[i].kind = ClassifierKind.DECISION_TREE;
            tables[i].attack = MASKS[i];
            tables[i].fill();
            run(tables[i], WARM);
        }
        double[][] micros = new double[MASKS.length][quick ? 10 : 200];
        for (int turn = 0; turn < micros[0].length; turn++) {
            for (int i = 0; i < MASKS.length; i++) {
                run(tables[i], TURN / 4);
                long start = System.nanoTime();
                run(tables[i], TURN);
                micros[i][turn] = (System.nanoTime() - start) / NANOS_PER_MICRO;
            }
        }
        double before = rate(micros[0]);
        for (int i = 0; i < MASKS.length; i++) {
            double rate = rate(micros[i]);
            to.printf(
                    "%8.2f million established packets a second, %3.0f %%  masks=%d%n",
                    rate, 100 * rate / before, MASKS[i]);
        }
        to.flush();
    }

    private static void run(AttackBench table, int batches) {
        for (int i = 0; i < batches; i++) {
            table.mixed();
        }
    }

    /** Half of the packets are counted. */
    private static double rate(double[] micros) {
        Arrays.sort(micros);
        return TURN * (BATCH / 2) / micros[micros.length / 2];
    }

    private AttackRates() {}
}
