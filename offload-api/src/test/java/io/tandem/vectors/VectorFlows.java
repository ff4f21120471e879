package io.tandem.vectors;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The vectors' matches and actions as megaflows, each at the port that a test bed has for its packets. */
public final class VectorFlows {
    private static final PortNames NAMED =
            PortNames.of(Map.of("n1", 1, "int-br", 2, "p1", 1, "p2", 2, "p3", 3, "br0", 8));

    private final ToIntFunction<FlowKey> port;

    /**
     * @param port the port where packets of a key come in, which differs where they come through a tunnel
     */
    public VectorFlows(ToIntFunction<FlowKey> port) {
        this.port = port;
    }

    /** Every match with every list of actions. */
    public List<Megaflow> matchesWithActions() throws IOException {
        List<List<OdpAction>> lists = new ArrayList<>();
        for (String line : Vectors.lines("odp-actions.txt")) {
            actions(firstField(line)).ifPresent(lists::add);
        }
        List<Megaflow> flows = new ArrayList<>();
        for (String line : Vectors.lines("odp-wildcarded.txt")) {
            match(line).ifPresent(match -> lists.forEach(list -> flows.add(match.withActions(list))));
        }
        return flows;
    }

    /** The flows that have actions of their own. */
    public List<Megaflow> flows() throws IOException {
        List<Megaflow> flows = new ArrayList<>();
        for (String line : Vectors.lines("odp-flows.txt")) {
            String[] parts = line.split("\t", -1);
            Optional<List<OdpAction>> list = actions(parts[2]);
            match(parts[1]).ifPresent(match -> list.ifPresent(actions -> flows.add(match.withActions(actions))));
        }
        return flows;
    }

    private Optional<Megaflow> match(String line) {
        try {
            OdpMatch match = OdpKeyText.parseMasked(firstField(line), NAMED);
            FlowKey key = match.key().toBuilder()
                    .set(FlowField.IN_PORT, port.applyAsInt(match.key()))
                    .build();
            FlowMask mask = match.mask().toBuilder()
                    .exact(FlowField.IN_PORT)
                    .exact(FlowField.RECIRC_ID)
                    .build();
            return Optional.of(Megaflow.of(key, mask, List.of()));
        } catch (OdpParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<OdpAction>> actions(String text) {
        try {
            return Optional.of(OdpActionText.parse(text, NAMED));
        } catch (OdpParseException e) {
            return Optional.empty();
        }
    }

    private static String firstField(String line) {
        return line.substring(0, line.indexOf('\t') < 0 ? line.length() : line.indexOf('\t'));
    }
}
