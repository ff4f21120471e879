package io.tandem.agent.slowpath;

import io.tandem.action.OdpAction;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.odp.PortNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A slow path that answers from a file of flows: the first line that matches a packet decides, and a packet that no line
 * matches is dropped. Immutable.
 *
 * <p>A line {@code KEY actions:ACTIONS} matches a packet that has every field which the line names, with the values that
 * it wants; a later IP fragment has no transport fields.
 *
 * <p>Lines may overlap, the megaflows that are answered never do. They come from a decision tree: first the bits that
 * every flow pins are looked at, then the lines in file order. A line that differs in bits looked at already is passed
 * over; of any other the fields are looked at in the order of {@link io.tandem.flow.FlowField} up to the first that
 * differs. So what is looked at next depends on nothing but what was looked at before, and the megaflow's mask is all of
 * it.
 */
public final class FlowFileSlowPath implements SlowPath {
    private static final List<OdpAction> DROP = List.of(new OdpAction.Drop());

    private final int size;
    private final FlowLineIndex index;

    FlowFileSlowPath(List<FlowLine> lines) {
        this.size = lines.size();
        this.index = new FlowLineIndex(lines);
    }

    /**
     * Reads a flow file, all of it or nothing.
     *
     * @param ports the ports that lines may speak of
     * @throws FlowFileException where the file cannot be read or a line is not a flow
     */
    public static FlowFileSlowPath read(Path file, PortNames ports) throws FlowFileException {
        return new FlowFileSlowPath(FlowFileReader.read(file, ports, ActionServices.none()));
    }

    /**
     * The same with the meters, bonds and timeout policies that lines may name.
     *
     * @throws FlowFileException also where a line names another
     */
    public static FlowFileSlowPath read(Path file, PortNames ports, ActionServices services) throws FlowFileException {
        return new FlowFileSlowPath(FlowFileReader.read(file, ports, services));
    }

    /**
     * Reads flows from text.
     *
     * @param name what messages call the text
     * @param ports the ports that lines may speak of
     * @throws FlowFileException where a line is not a flow
     */
    public static FlowFileSlowPath parse(String name, String text, PortNames ports) throws FlowFileException {
        return new FlowFileSlowPath(FlowFileReader.parse(name, text, ports, ActionServices.none()));
    }

    /** How many flows the file has. */
    public int size() {
        return size;
    }

    @Override
    public Megaflow answer(FlowKey packet) {
        long[] words = packet.toWords();
        long[] seen = AlwaysPinned.withFragment(packet).toWords();
        for (FlowLine line : index.candidates(packet)) {
            if (line.answers(packet, words, seen)) {
                return Megaflow.of(packet, FlowMask.ofWords(seen), line.actions());
            }
        }
        return Megaflow.of(packet, FlowMask.ofWords(seen), DROP);
    }

    /** The file's answer to the flow's packets, where it would put them into the very same flow. */
    @Override
    public Optional<List<OdpAction>> revalidate(Megaflow flow) {
        Megaflow now = answer(flow.key());
        return now.mask().equals(flow.mask()) ? Optional.of(now.actions()) : Optional.empty();
    }
}
