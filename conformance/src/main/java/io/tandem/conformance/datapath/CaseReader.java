package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CaseMeter;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.flow.Bytes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Case files. A case is
 *
 * <pre>
 * case NAME
 * meter ID pktps|kbps RATE BURST
 * flow KEY ACTIONS
 * openflow ACTIONS
 * packet PORT FRAME...
 * </pre>
 *
 * <p>of which only the first line must be; {@code one NAME KEY ACTIONS FRAME...} is a case of one flow, for packets that
 * come in by port 1 for the first time. A frame is its bytes in hex digits or a name. {@code let NAME TEXT} has
 * {@code $NAME} stand for a text in later flows; {@code only ovs|kernel|both} says what later cases are compared with. Lines that start with {@code #}, and empty ones, are comments.
 */
public final class CaseReader {
    private static final String FIRST_LOOKUP = "recirc_id(0),in_port(1),";

    private final String file;
    private final Function<String, Optional<Bytes>> frames;
    private final Map<String, String> texts = new HashMap<>();
    private final List<DatapathCase> cases = new ArrayList<>();
    private final List<CaseMeter> meters = new ArrayList<>();
    private final List<CaseFlow> flows = new ArrayList<>();
    private final List<CasePacket> packets = new ArrayList<>();
    private Set<Reference> references = Set.of();
    private Set<Reference> only = EnumSet.allOf(Reference.class);
    private String name = "";
    private String openflow = "";
    private int number;

    private CaseReader(String file, Function<String, Optional<Bytes>> frames) {
        this.file = file;
        this.frames = frames;
    }

    /**
     * Reads a file.
     *
     * @param file its name, for errors
     * @param frames the frames that have names
     */
    public static List<DatapathCase> read(String file, String text, Function<String, Optional<Bytes>> frames)
            throws CaseFormatException {
        CaseReader reader = new CaseReader(file, frames);
        for (String line : text.split("\n", -1)) {
            reader.number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                reader.line(line.strip().split(" +"));
            }
        }
        reader.finish();
        return List.copyOf(reader.cases);
    }

    private void line(String... words) throws CaseFormatException {
        switch (words[0]) {
            case "let" -> {
                expect(words, 3, 3);
                texts.put(words[1], replaced(words[2]));
            }
            case "only" -> {
                expect(words, 2, 2);
                only = references(words[1]);
            }
            case "case" -> {
                expect(words, 2, 2);
                begin(words[1]);
            }
            case "one" -> {
                expect(words, 5, Integer.MAX_VALUE);
                begin(words[1]);
                flows.add(new CaseFlow(FIRST_LOOKUP + replaced(words[2]), replaced(words[3])));
                packets(1, words, 4);
            }
            case "meter" -> {
                expect(words, 5, 5);
                meters.add(new CaseMeter(number(words[1]), unit(words[2]), number(words[3]), number(words[4])));
            }
            case "flow" -> {
                expect(words, 3, 3);
                flows.add(new CaseFlow(replaced(words[1]), replaced(words[2])));
            }
            case "openflow" -> {
                expect(words, 2, 2);
                openflow = words[1];
            }
            case "packet" -> {
                expect(words, 3, Integer.MAX_VALUE);
                packets(number(words[1]), words, 2);
            }
            default -> throw wrong("expected case, one, let, only, meter, flow, openflow or packet, found " + words[0]);
        }
    }

    private void begin(String word) {
        finish();
        name = word;
        references = only;
    }

    private Set<Reference> references(String word) throws CaseFormatException {
        return switch (word) {
            case "ovs" -> Set.of(Reference.OVS);
            case "kernel" -> Set.of(Reference.KERNEL);
            case "both" -> EnumSet.allOf(Reference.class);
            default -> throw wrong("expected ovs, kernel or both, found " + word);
        };
    }

    private void finish() {
        if (!name.isEmpty()) {
            cases.add(new DatapathCase(name, references, meters, flows, openflow, packets));
        }
        name = "";
        openflow = "";
        meters.clear();
        flows.clear();
        packets.clear();
    }

    private void packets(int port, String[] words, int from) throws CaseFormatException {
        if (port < 1 || port > Side.PORTS) {
            throw wrong("expected a port from 1 to " + Side.PORTS + ", found " + port);
        }
        for (int i = from; i < words.length; i++) {
            Optional<Bytes> named = frames.apply(words[i]);
            try {
                packets.add(new CasePacket(
                        port,
                        named.isPresent()
                                ? named.get()
                                : Bytes.of(HexFormat.of().parseHex(words[i]))));
            } catch (IllegalArgumentException e) {
                throw wrong("neither the name of a frame nor hex digits in pairs: " + words[i]);
            }
        }
    }

    private String replaced(String word) throws CaseFormatException {
        String result = word;
        for (int at = result.indexOf('$'); at >= 0; at = result.indexOf('$', at)) {
            int end = at + 1;
            while (end < result.length() && Character.isLetterOrDigit(result.charAt(end))) {
                end++;
            }
            String key = result.substring(at + 1, end);
            String text = texts.get(key);
            if (text == null) {
                throw wrong("no text has been called $" + key);
            }
            result = result.substring(0, at) + text + result.substring(end);
        }
        return result;
    }

    private CaseMeter.Unit unit(String word) throws CaseFormatException {
        for (CaseMeter.Unit unit : CaseMeter.Unit.values()) {
            if (unit.name().equalsIgnoreCase(word)) {
                return unit;
            }
        }
        throw wrong("expected pktps or kbps, found " + word);
    }

    private int number(String word) throws CaseFormatException {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw wrong("expected a number, found " + word);
        }
    }

    private void expect(String[] words, int least, int most) throws CaseFormatException {
        if (words.length < least || words.length > most) {
            throw wrong(words[0] + " has " + (words.length - 1) + " words after it, expected "
                    + (least == most ? "" : "at least ") + (least - 1));
        }
    }

    private CaseFormatException wrong(String what) {
        return new CaseFormatException(file, number, what);
    }
}
