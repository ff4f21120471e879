package io.tandem.agent.traffic;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * An endless stream of realistic frames between the hosts behind four ports, the same for the same seed.
 *
 * <p>Some hundreds of conversations, a few of them fast and most of them slow: TCP and UDP over IPv4 and IPv6, with and
 * without a VLAN tag, pings, ARP; and some that a simple NIC has to leave to software: double tags, MPLS, IPv6 extension
 * headers, IPv4 fragments, multicast. Every host keeps its addresses and its port.
 *
 * <p>There is no clock inside: each frame says when it is due, and the caller keeps the pace. Not thread-safe.
 */
public final class SampleTraffic {
    /** Datapath ports 1 to this one have hosts. */
    public static final int PORTS = 4;

    private static final int HOSTS_PER_PORT = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int[] SERVER_PORTS = {80, 443, 22, 53, 8080, 5432, 6379, 123};
    private static final int[] PAYLOADS = {18, 64, 200, 512, 1024, 1400};
    private static final int[] VIDS = {10, 20, 30};

    private final RandomGenerator random;
    private final long packetsPerSecond;
    private final List<Conversation> conversations = new ArrayList<>();
    /** Sum of the weights up to and with each conversation. */
    private final double[] weightUpTo;

    private long count;

    /**
     * The traffic of that seed.
     *
     * @param packetsPerSecond how fast frames follow one another, at least 1
     */
    public SampleTraffic(long seed, long packetsPerSecond) {
        if (packetsPerSecond < 1) {
            throw new IllegalArgumentException("at least one packet per second, not " + packetsPerSecond);
        }
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.packetsPerSecond = packetsPerSecond;
        for (Conversation.Kind kind : Conversation.Kind.values()) {
            for (int i = 0; i < kind.conversations(); i++) {
                conversations.add(conversation(kind));
            }
        }
        this.weightUpTo = weights(conversations.size());
    }

    /** How many conversations there are; each is one megaflow or more in each direction. */
    public int conversations() {
        return conversations.size();
    }

    /** The next frame. */
    public SampleFrame next() {
        double point = random.nextDouble(weightUpTo[weightUpTo.length - 1]);
        int found = Arrays.binarySearch(weightUpTo, point);
        int at = found < 0 ? -found - 1 : found + 1;
        long nanos = count / packetsPerSecond * NANOS_PER_SECOND
                + count % packetsPerSecond * NANOS_PER_SECOND / packetsPerSecond;
        count++;
        return conversations.get(Math.min(at, conversations.size() - 1)).next(nanos);
    }

    /**
     * Writes the next frames as a capture (pcapng), in which interface {@code n} from 0 is port {@code n + 1}.
     *
     * @param frames how many
     */
    public void writeCapture(OutputStream out, int frames) throws IOException {
        CaptureWriter capture = new CaptureWriter(out, PORTS);
        for (int i = 0; i < frames; i++) {
            capture.write(next());
        }
    }

    private Conversation conversation(Conversation.Kind kind) {
        int port = 1 + random.nextInt(PORTS);
        int other = 1 + (port + random.nextInt(PORTS - 1)) % PORTS;
        return new Conversation(
                kind,
                host(port),
                host(other),
                32_768 + random.nextInt(28_000),
                pick(SERVER_PORTS),
                pick(VIDS),
                pick(PAYLOADS));
    }

    private SampleHost host(int port) {
        return new SampleHost(port, (port - 1) * HOSTS_PER_PORT + 1 + random.nextInt(HOSTS_PER_PORT));
    }

    private int pick(int[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Zipf's law over the conversations in random order: the n-th fastest sends 1/n of the fastest. */
    private double[] weights(int size) {
        int[] rank = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            rank[i] = rank[j];
            rank[j] = i;
        }
        double[] sums = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += 1.0 / (rank[i] + 1);
            sums[i] = sum;
        }
        return sums;
    }
}
