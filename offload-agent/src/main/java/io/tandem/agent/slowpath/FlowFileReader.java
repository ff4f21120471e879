package io.tandem.agent.slowpath;

import io.tandem.action.OdpAction;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.execute.MissingService;
import io.tandem.datapath.execute.Step;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the lines of a flow file. {@code #} opens a comment, blank lines are passed over. */
final class FlowFileReader {
    private static final String ACTIONS = "actions:";

    static List<FlowLine> read(Path file, PortNames ports, ActionServices services) throws FlowFileException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new FlowFileException(
                    file.toString(), 0, 0, "cannot be read", reason(file, e), "a readable file of flows");
        }
        // What is not UTF-8 becomes a character that no flow has, and is reported at its place unless in a comment.
        return parse(file.toString(), new String(bytes, StandardCharsets.UTF_8), ports, services);
    }

    static List<FlowLine> parse(String name, String text, PortNames ports, ActionServices services)
            throws FlowFileException {
        List<FlowLine> flows = new ArrayList<>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            int comment = raw.indexOf('#');
            String line = comment < 0 ? raw : raw.substring(0, comment);
            if (!line.isBlank()) {
                flows.add(flow(name, number, line.stripTrailing(), flows.size(), ports, services));
            }
        }
        return flows;
    }

    private static FlowLine flow(
            String name, int number, String line, int order, PortNames ports, ActionServices services)
            throws FlowFileException {
        int actionsAt = line.indexOf(ACTIONS);
        if (actionsAt < 0) {
            throw new FlowFileException(
                    name,
                    number,
                    line.length() + 1,
                    "a flow without actions",
                    "the end of the line",
                    "'" + ACTIONS + "' and what to do with the packet, or '" + ACTIONS + "drop'");
        }
        int actionsFrom = actionsAt + ACTIONS.length();
        int from = 0;
        try {
            OdpMatch match = OdpKeyText.parseMasked(line.substring(0, actionsAt), ports);
            from = actionsFrom;
            List<OdpAction> actions = OdpActionText.parseStrict(line.substring(actionsFrom), ports);
            Optional<OdpAction> unsupported = Step.unsupported(actions);
            if (unsupported.isPresent()) {
                throw new FlowFileException(
                        name,
                        number,
                        actionsFrom + 1,
                        "an action that the datapath cannot carry out",
                        OdpActionText.print(List.of(unsupported.get()), ports),
                        "any action of the datapath ABI but ct with a helper, and set of ct fields");
            }
            Optional<String> missing = MissingService.find(actions, services);
            if (missing.isPresent()) {
                throw new FlowFileException(
                        name,
                        number,
                        actionsFrom + 1,
                        missing.get(),
                        OdpActionText.print(actions, ports),
                        "meters, bonds and timeout policies of the configuration");
            }
            return new FlowLine(order, match.key(), match.mask(), actions);
        } catch (OdpParseException e) {
            boolean inActions = from == actionsFrom;
            String what = (inActions ? "bad action" : "bad match") + (e.field().isBlank() ? "" : " at " + e.field());
            throw new FlowFileException(name, number, from + e.offset() + 1, what, e.found(), e.expected());
        }
    }

    private static String reason(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission to read it";
        }
        return Files.isDirectory(file) ? "a directory" : String.valueOf(e.getMessage());
    }

    private FlowFileReader() {}
}
