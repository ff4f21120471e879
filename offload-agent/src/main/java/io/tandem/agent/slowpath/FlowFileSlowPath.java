package io.tandem.agent.slowpath;

import io.tandem.action.OdpAction;
import io.tandem.flow.EtherType;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of flows from a file, first match wins; what no line matches is dropped.
 *
 * <p>A file has a line for each flow, {@code KEY[/MASK...] actions:ACTIONS} in ODP text; blank lines and lines that start
 * with {@code #} are passed over.
 *
 * <p>The lines are walked as a decision tree: at each step the bits looked at so far decide which bits are looked at
 * next. A line that those bits already rule out costs nothing; of any other, fields are looked at in turn until one
 * differs. The answer's mask is all that was looked at, so its megaflows are sound, and two of them differ in a bit that
 * both look at. Immutable.
 */
public final class FlowFileSlowPath implements SlowPath {
    private static final String ACTIONS = " actions:";

    /** The order in which a line's fields are looked at: what is shared by most lines first. */
    private static final List<FlowField> LOOK_ORDER = lookOrder();

    /** What every answer looks at: the fields that tell which others there are. */
    private static final FlowMask ALWAYS = FlowMask.builder()
            .exact(FlowField.RECIRC_ID)
            .exact(FlowField.IN_PORT)
            .exact(FlowField.ETH_TYPE)
            .exact(FlowField.VLAN_TPID)
            .exact(FlowField.VLAN_CFI)
            .exact(FlowField.CVLAN_TPID)
            .exact(FlowField.CVLAN_CFI)
            .build();

    private static final FlowMask ALWAYS_FOR_IP =
            ALWAYS.toBuilder().exact(FlowField.IPV4_FRAG).build();

    private record Line(OdpMatch match, List<OdpAction> actions) {}

    private final List<Line> lines;

    private FlowFileSlowPath(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /** Reads a flow file, all of it or nothing. */
    public static FlowFileSlowPath read(Path file, PortNames ports) throws FlowFileException {
        List<String> text;
        try {
            text = Files.readAllLines(file);
        } catch (IOException e) {
            throw new FlowFileException(file, e);
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < text.size(); i++) {
            String line = text.get(i).stripTrailing();
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(line(file, i + 1, line, ports));
            }
        }
        return new FlowFileSlowPath(lines);
    }

    private static Line line(Path file, int number, String text, PortNames ports) throws FlowFileException {
        int split = text.indexOf(ACTIONS);
        if (split < 0) {
            throw new FlowFileException(
                    file, number, text.length() + 1, "found the end of the line, expected ' actions:' and actions");
        }
        OdpMatch match;
        try {
            match = OdpKeyText.parseMasked(text.substring(0, split), ports);
        } catch (OdpParseException e) {
            throw new FlowFileException(file, number, 0, e);
        }
        try {
            return new Line(match, OdpActionText.parse(text.substring(split + ACTIONS.length()), ports));
        } catch (OdpParseException e) {
            throw new FlowFileException(file, number, split + ACTIONS.length(), e);
        }
    }

    /** Flows in the file. */
    public int size() {
        return lines.size();
    }

    @Override
    public Megaflow answer(FlowKey packet) {
        int type = (int) packet.get(FlowField.ETH_TYPE);
        boolean ip = type == EtherType.IPV4 || type == EtherType.IPV6;
        FlowMask seen = ip ? ALWAYS_FOR_IP : ALWAYS;
        for (Line line : lines) {
            if (differs(packet, line, seen)) {
                continue;
            }
            FlowMask.Builder looked = seen.toBuilder();
            boolean matches = look(packet, line, looked);
            seen = looked.build();
            if (matches) {
                return Megaflow.of(packet, seen, line.actions());
            }
        }
        return Megaflow.of(packet, seen, List.of(new OdpAction.Drop()));
    }

    /** True where the bits seen so far already rule the line out. */
    private static boolean differs(FlowKey packet, Line line, FlowMask seen) {
        for (long rest = line.match().mask().map(); rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            long both = line.match().mask().word(i) & seen.word(i);
            if (((packet.word(i) ^ line.match().key().word(i)) & both) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Looks at one field after the other until one differs. */
    private static boolean look(FlowKey packet, Line line, FlowMask.Builder looked) {
        FlowKey key = line.match().key();
        FlowMask mask = line.match().mask();
        for (FlowField field : LOOK_ORDER) {
            if (mask.isZero(field)) {
                continue;
            }
            looked.add(part(field, mask));
            boolean high = ((packet.get(field) ^ key.get(field)) & mask.get(field)) != 0;
            boolean low = ((packet.getLow(field) ^ key.getLow(field)) & mask.getLow(field)) != 0;
            if (high || low) {
                return false;
            }
        }
        return true;
    }

    private static FlowMask part(FlowField field, FlowMask mask) {
        FlowMask.Builder part = FlowMask.builder();
        return (field.wide() ? part.set(field, mask.get(field), mask.getLow(field)) : part.set(field, mask.get(field)))
                .build();
    }

    @Override
    public long version() {
        return 0;
    }

    @Override
    public List<OdpAction> actionsOf(Megaflow flow) {
        return answer(flow.key()).actions();
    }

    @Override
    public void seen(Megaflow flow) {
        // The file's flows do not age.
    }

    private static List<FlowField> lookOrder() {
        List<FlowField> order = new ArrayList<>(List.of(
                FlowField.RECIRC_ID,
                FlowField.IN_PORT,
                FlowField.ETH_TYPE,
                FlowField.VLAN_TPID,
                FlowField.VLAN_CFI,
                FlowField.CVLAN_TPID,
                FlowField.CVLAN_CFI,
                FlowField.IPV4_PROTO,
                FlowField.IPV4_FRAG));
        for (FlowField field : FlowField.values()) {
            boolean sharesBits = order.stream().anyMatch(f -> f.word() == field.word() && f.shift() == field.shift());
            if (!sharesBits) {
                order.add(field);
            }
        }
        return List.copyOf(order);
    }
}
