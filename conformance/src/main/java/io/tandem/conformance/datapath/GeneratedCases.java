package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.flow.Bytes;
import io.tandem.odp.OdpParseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Cases of random lists of actions on random packets of captures. What Tandem's own check of flows takes for the kernel
 * is kept. The same seed and captures make the same cases.
 */
public final class GeneratedCases {
    private static final int PACKETS = 3;

    private final Captures captures;
    private final long seed;

    public GeneratedCases(Captures captures, long seed) {
        this.captures = captures;
        this.seed = seed;
    }

    /** So many cases; none where there are no captures. */
    public List<DatapathCase> make(int count) throws IOException {
        List<String> names = captures.names().stream()
                .filter(n -> !captures.frames(n).isEmpty())
                .toList();
        List<DatapathCase> cases = new ArrayList<>();
        if (names.isEmpty()) {
            return cases;
        }
        for (long number = 0; cases.size() < count; number++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
            List<Bytes> frames = captures.frames(names.get(random.nextInt(names.size())));
            one("generated-" + seed + "-" + number, frames, random).ifPresent(cases::add);
        }
        return cases;
    }

    private static Optional<DatapathCase> one(String name, List<Bytes> frames, SplittableRandom random) {
        Bytes first = frames.get(random.nextInt(frames.size()));
        Optional<PacketShape> shape = PacketShape.of(first);
        if (shape.isEmpty()) {
            return Optional.empty();
        }
        RandomActions actions = new RandomActions(random, shape.get());
        String match = shape.get().match();
        List<CaseFlow> flows = List.of(
                new CaseFlow("recirc_id(0),in_port(1)," + match, actions.list()),
                new CaseFlow("recirc_id(1),in_port(1)," + match, withoutRecirculation(actions.list())));
        for (CaseFlow flow : flows) {
            try {
                if (!KernelEncoding.of(flow.toMegaflow()).accepted()) {
                    return Optional.empty();
                }
            } catch (OdpParseException e) {
                throw new IllegalStateException("made a flow that Tandem does not read: " + flow, e);
            }
        }
        List<CasePacket> packets = new ArrayList<>(List.of(new CasePacket(1, first)));
        while (packets.size() < PACKETS) {
            packets.add(new CasePacket(1, frames.get(random.nextInt(frames.size()))));
        }
        return Optional.of(new DatapathCase(name, EnumSet.allOf(Reference.class), List.of(), flows, "", packets));
    }

    private static String withoutRecirculation(String actions) {
        return actions.replace("recirc(1)", "3");
    }
}
