package io.tandem.fuzz;

import io.tandem.action.OdpAction;
import io.tandem.flow.Megaflow;
import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.proto.ActionProto;
import io.tandem.proto.AttributeProto;
import io.tandem.proto.FlowProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the inputs that fuzzing starts from: the committed texts of matches and of actions, and what each other decoder
 * reads for them.
 */
public final class SeedInputs {
    private static final String TEXTS = "text-";
    private static final PortNames PORTS = PortNames.any();

    private final Path folder;

    private SeedInputs(Path folder) {
        this.folder = folder;
    }

    /** Reads and writes below the folder that is named, {@code src/test/resources/io/tandem/fuzz}. */
    public static void main(String[] words) throws IOException, OdpParseException {
        new SeedInputs(Path.of(words[0])).write();
    }

    private void write() throws IOException, OdpParseException {
        List<Path> matches = texts("KeyTextFuzzTestInputs");
        List<Path> actions = texts("ActionTextFuzzTestInputs");
        for (Path file : matches) {
            match(name(file), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        for (Path file : actions) {
            actions(name(file), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
    }

    private List<Path> texts(String inputs) throws IOException {
        try (var files = Files.list(folder.resolve(inputs).resolve("fuzz"))) {
            return files.filter(p -> name(p).startsWith(TEXTS)).sorted().toList();
        }
    }

    private void match(String name, String text) throws IOException, OdpParseException {
        MatchAttributes match = OdpKeyText.parse(text, PORTS);
        put("NetlinkMatch", name, InputBlocks.join(match.key(), match.mask()));
        put("ProtoMatch", name, AttributeProto.encode(match).toByteArray());
        byte[] output = ActionEncoder.encode(List.of(new OdpAction.Output(2)));
        put("KernelFlow", name, InputBlocks.join(match.key(), match.mask(), output));
        OdpMatch flow;
        try {
            flow = OdpKeyText.parseMasked(text, PORTS);
        } catch (OdpParseException refused) {
            return; // attributes that make no flow
        }
        MatchAttributes sent = MatchEncoder.KERNEL.encode(flow.key(), flow.mask());
        put("KernelFlow", name + "-sent", InputBlocks.join(sent.key(), sent.mask(), output));
        Megaflow megaflow = Megaflow.of(flow.key(), flow.mask(), List.of(new OdpAction.Output(2)));
        put("ProtoFlow", name, FlowProto.encode(megaflow).toByteArray());
    }

    private void actions(String name, String text) throws IOException, OdpParseException {
        List<OdpAction> actions = OdpActionText.parse(text, PORTS);
        byte[] encoded = ActionEncoder.encode(actions);
        put("NetlinkAction", name, encoded);
        put("ProtoAction", name, ActionProto.encode(actions).getFirst().toByteArray());
        OdpMatch flow = OdpKeyText.parseMasked("in_port(1),eth_type(0x0800),ipv4(proto=6,frag=no)", PORTS);
        MatchAttributes sent = MatchEncoder.KERNEL.encode(flow.key(), flow.mask());
        put("KernelFlow", name + "-actions", InputBlocks.join(sent.key(), sent.mask(), encoded));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private void put(String decoder, String name, byte[] input) throws IOException {
        Path inputs = folder.resolve(decoder + "FuzzTestInputs").resolve("fuzz");
        Files.createDirectories(inputs);
        Files.write(inputs.resolve(name), input);
    }
}
