package io.tandem.conformance.tcpackets;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.link.Link;
import io.tandem.tc.nativelib.KernelTransport;
import io.tandem.tc.nativelib.RouteLinks;
import io.tandem.tc.text.DeviceNames;
import io.tandem.tc.text.TcCommand;
import io.tandem.tc.text.TcCommandPrinter;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.FilterDecoder;
import io.tandem.tc.wire.FilterEncoder;
import io.tandem.tc.wire.ReadFilter;
import io.tandem.tc.wire.TcDecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules that are there, beside those that tc makes of the commands that Tandem writes for them, on a device of their
 * own: both as {@code tc -j filter show} writes them. One thread.
 */
final class ShownRules implements AutoCloseable {
    /** A difference begins so where tc has no words for the rule. */
    static final String NO_WORDS = "tc has no words for ";

    private static final String TWIN = "twin0";
    private static final FilterEncoder ENCODER = new FilterEncoder();

    private final KernelTransport transport;
    private final FilterDecoder decoder = new FilterDecoder();
    private final List<Link> links;
    private final TcCommandPrinter printer;
    private final int twin;

    private ShownRules(KernelTransport transport, List<Link> links) {
        this.transport = transport;
        this.links = links;
        printer = new TcCommandPrinter(DeviceNames.of(
                links.stream().collect(Collectors.toMap(Link::name, Link::ifindex, (one, other) -> one))));
        twin = links.stream()
                .filter(link -> link.name().equals(TWIN))
                .findFirst()
                .orElseThrow()
                .ifindex();
    }

    /** Makes the device for tc's rules. */
    static ShownRules open() throws IOException, InterruptedException, BackendUnavailableException, TransportException {
        command("ip link add " + TWIN + " up type dummy");
        return new ShownRules(KernelTransport.open(), RouteLinks.open().all());
    }

    /** Runs a program with words that have blanks between, {@code ""} for an empty one; answers what it printed. */
    static String command(String line) throws IOException, InterruptedException {
        List<String> words = Stream.of(line.split(" ", -1))
                .map(word -> word.equals("\"\"") ? "" : word)
                .toList();
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(line + ": " + said.strip());
        }
        return said;
    }

    /** How tc's rules are shown otherwise than those that are there; empty where they are not. */
    String difference() throws IOException, InterruptedException, TransportException {
        for (Link link : links) {
            List<TcFilter> filters = link.ifindex() == twin ? List.of() : filters(link.ifindex());
            if (filters.isEmpty()) {
                continue;
            }
            command("tc qdisc add dev " + TWIN + " clsact");
            try {
                String difference = difference(link.name(), filters);
                if (!difference.isEmpty()) {
                    return difference;
                }
            } finally {
                command("tc qdisc del dev " + TWIN + " clsact");
            }
        }
        return "";
    }

    private String difference(String device, List<TcFilter> filters) throws IOException, InterruptedException {
        for (TcFilter filter : filters) {
            TcCommand line = printer.print(onTwin(filter));
            if (!line.missing().isEmpty()) {
                return NO_WORDS + String.join(", ", line.missing());
            }
            try {
                command(line.toString());
            } catch (IOException e) {
                return String.valueOf(e.getMessage());
            }
        }
        JsonArray here = shown(device);
        JsonArray there = shown(TWIN);
        return here.equals(there) ? "" : "shown " + here.encode() + " and of tc " + there.encode();
    }

    private TcFilter onTwin(TcFilter filter) {
        FilterId id = filter.id();
        List<TcAction> unnumbered =
                filter.actions().stream().map(action -> action.withIndex(0)).toList();
        return new TcFilter(
                new FilterId(new AttachPoint.Ingress(twin), id.chain(), id.priority(), id.protocol(), id.handle()),
                filter.match(),
                filter.flags(),
                filter.classId(),
                unnumbered);
    }

    /** What tc shows of a device, without the numbers of actions, and of those who hold them: a meter stays without rules. */
    private static JsonArray shown(String device) throws IOException, InterruptedException {
        JsonArray filters = new JsonArray(command("tc -j filter show dev " + device + " ingress"));
        for (Object filter : filters) {
            JsonArray actions = ((JsonObject) filter)
                    .getJsonObject("options", new JsonObject())
                    .getJsonArray("actions", new JsonArray());
            for (int i = 0; i < actions.size(); i++) {
                actions.getJsonObject(i).remove("index");
                actions.getJsonObject(i).remove("ref");
            }
        }
        return filters;
    }

    private List<TcFilter> filters(int ifindex) throws TransportException, IOException {
        List<TcFilter> found = new ArrayList<>();
        List<TcDecodeException> failures = new ArrayList<>();
        byte[] body = ENCODER.dump(new AttachPoint.Ingress(ifindex), OptionalInt.empty(), false)
                .toBytes();
        transport.dump(new TcRequest(Rtnetlink.RTM_GETTFILTER, 0, body), (type, bytes, from, to) -> {
            try {
                decoder.read(bytes, from, to).map(ReadFilter::filter).ifPresent(found::add);
            } catch (TcDecodeException e) {
                failures.add(e);
            }
        });
        if (!failures.isEmpty()) {
            throw new IOException("cannot read a filter", failures.getFirst());
        }
        return found;
    }

    @Override
    public void close() {
        transport.close();
    }
}
