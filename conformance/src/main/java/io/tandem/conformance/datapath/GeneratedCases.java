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
import java.util.stream.Stream;

/**
 * Cases on random packets of captures: random lists of actions, of ten cases two that {@linkplain TrackedCases track}
 * and two of {@linkplain HeaderCases headers}. What Tandem's own check of flows takes for the kernel is kept. The same
 * seed and captures make the same cases.
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
        HeaderCases headers = new HeaderCases(captures);
        for (long number = 0; cases.size() < count; number++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
            List<Bytes> frames = captures.frames(names.get(random.nextInt(names.size())));
            String suffix = "-" + seed + "-" + number;
            Optional<DatapathCase> made =
                    switch (random.nextInt(10)) {
                        case 0, 1 -> TrackedCases.make("tracked" + suffix, frames, random);
                        case 2, 3 -> headers.make("headers" + suffix, random);
                        default -> list("generated" + suffix, frames, random);
                    };
            made.filter(GeneratedCases::isTaken).ifPresent(cases::add);
        }
        return cases;
    }

    /** True where the kernel, if it is to be asked, takes every flow. */
    private static boolean isTaken(DatapathCase made) {
        if (!made.references().contains(Reference.KERNEL)) {
            return true;
        }
        for (CaseFlow flow : made.flows()) {
            try {
                if (!KernelEncoding.of(flow.toMegaflow()).accepted()) {
                    return false;
                }
            } catch (OdpParseException e) {
                throw new IllegalStateException("made a flow that Tandem does not read: " + flow, e);
            }
        }
        return true;
    }

    private static Optional<DatapathCase> list(String name, List<Bytes> frames, SplittableRandom random) {
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
        List<CasePacket> packets = new ArrayList<>(List.of(new CasePacket(1, first)));
        while (packets.size() < PACKETS) {
            packets.add(new CasePacket(1, frames.get(random.nextInt(frames.size()))));
        }
        DatapathCase made = new DatapathCase(
                name,
                EnumSet.allOf(Reference.class),
                flows.stream().anyMatch(f -> f.actions().contains("meter(")) ? List.of(RandomActions.METER) : List.of(),
                flows,
                "",
                packets);
        return Optional.of(disputed(made) ? withOnePacket(made) : made);
    }

    private static boolean disputed(DatapathCase made) {
        return Stream.of(Dispute.values()).anyMatch(d -> d.concerns(made));
    }

    /** So that what is disputed of one packet hides nothing of another. */
    private static DatapathCase withOnePacket(DatapathCase made) {
        return new DatapathCase(
                made.name(),
                made.references(),
                made.meters(),
                made.flows(),
                made.openflow(),
                made.packets().subList(0, 1));
    }

    private static String withoutRecirculation(String actions) {
        return actions.replace("recirc(1)", "3");
    }
}
