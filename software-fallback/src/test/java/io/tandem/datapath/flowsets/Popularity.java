package io.tandem.datapath.flowsets;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which of many flows the next packet belongs to. */
public final class Popularity {
    private final double[] cumulative;

    private Popularity(double[] weights) {
        cumulative = weights;
        Arrays.parallelPrefix(cumulative, Double::sum);
    }

    /** Each flow as often as any other. */
    public static Popularity uniform(int flows) {
        double[] weights = new double[flows];
        Arrays.fill(weights, 1);
        return new Popularity(weights);
    }

    /** The flow of rank r in proportion to r to the minus {@code exponent}. */
    public static Popularity zipf(int flows, double exponent) {
        double[] weights = new double[flows];
        Arrays.setAll(weights, rank -> Math.pow(rank + 1.0, -exponent));
        return new Popularity(weights);
    }

    /** The flow of the next packet, counted from zero. */
    public int next(SplittableRandom random) {
        int at = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[cumulative.length - 1]);
        return Math.min(at < 0 ? -at - 1 : at, cumulative.length - 1);
    }
}
