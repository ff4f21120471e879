package io.tandem.conformance.tcwords;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.link.Link;
import io.tandem.tc.nativelib.KernelTransport;
import io.tandem.tc.nativelib.RouteLinks;
import io.tandem.tc.text.DeviceNames;
import io.tandem.tc.text.TcCommandParser;
import io.tandem.tc.text.TcParseException;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.FilterDecoder;
import io.tandem.tc.wire.FilterEncoder;
import io.tandem.tc.wire.ReadFilter;
import io.tandem.tc.wire.SharedActionEncoder;
import io.tandem.tc.wire.TcDecodeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Does by Tandem's own parser, encoder and socket what a command line of tc says. Used by one thread. */
final class TandemTc implements AutoCloseable {
    private static final Pattern ACTIONS = Pattern.compile("tc actions? (add|replace|change) ");

    private final KernelTransport transport;
    private final RouteLinks links;
    private final FilterEncoder filters = new FilterEncoder();
    private final FilterDecoder decoder = new FilterDecoder();
    private final SharedActionEncoder actions = new SharedActionEncoder();

    private TandemTc(KernelTransport transport, RouteLinks links) {
        this.transport = transport;
        this.links = links;
    }

    static TandemTc open() throws BackendUnavailableException, TransportException {
        return new TandemTc(KernelTransport.open(), RouteLinks.open());
    }

    /** Does what a line says. */
    Attempt attempt(String line) throws TransportException {
        TcCommandParser parser = new TcCommandParser(names());
        Optional<TcFilter> filter = Optional.empty();
        TcRequest request;
        try {
            var actionLine = ACTIONS.matcher(line);
            if (actionLine.lookingAt()) {
                List<TcAction> read = parser.parseActions(actionLine.replaceFirst("tc actions add "));
                byte[] body = actions.add(read).toBytes();
                request = new TcRequest(Rtnetlink.RTM_NEWACTION, flags(actionLine.group(1)), body);
            } else {
                TcFilter read = parser.parse(line);
                filter = Optional.of(read);
                String verb = line.contains(" replace ") ? "replace" : "add";
                byte[] body = filters.filter(read).toBytes();
                request = new TcRequest(Rtnetlink.RTM_NEWTFILTER, flags(verb) & ~Rtnetlink.NLM_F_REPLACE, body);
            }
        } catch (TcParseException e) {
            return e.reason() == TcParseException.Reason.NOT_FOR_FLOWS
                    ? new Attempt.Outside(e.word() + ": " + e.expected())
                    : new Attempt.Malformed(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return new Attempt.Malformed(String.valueOf(e.getMessage()));
        }
        TcAnswer answer = transport.send(List.of(request)).getFirst();
        return answer.done() ? new Attempt.Taken(filter) : new Attempt.Refused(answer);
    }

    /** Installs a filter that is not there. */
    TcAnswer install(TcFilter filter) throws TransportException {
        byte[] body = filters.filter(filter).toBytes();
        return transport
                .send(List.of(
                        new TcRequest(Rtnetlink.RTM_NEWTFILTER, Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL, body)))
                .getFirst();
    }

    /** The devices that are there. */
    List<Link> devices() throws TransportException {
        return links.all();
    }

    /** The filters that the kernel has at a place. */
    List<ReadFilter> filters(AttachPoint attach) throws TransportException, IOException {
        List<ReadFilter> found = new ArrayList<>();
        List<TcDecodeException> failures = new ArrayList<>();
        byte[] body = filters.dump(attach, OptionalInt.empty(), false).toBytes();
        transport.dump(new TcRequest(Rtnetlink.RTM_GETTFILTER, 0, body), (type, bytes, from, to) -> {
            try {
                decoder.read(bytes, from, to).ifPresent(found::add);
            } catch (TcDecodeException e) {
                failures.add(e);
            }
        });
        if (!failures.isEmpty()) {
            throw new IOException("the dump of " + attach, failures.getFirst());
        }
        return found;
    }

    /** Where the filter of a line is. */
    AttachPoint place(String line) throws TransportException, IOException {
        try {
            return new TcCommandParser(names()).parse(line).id().attach();
        } catch (TcParseException e) {
            throw new IOException(line + ": " + e.getMessage(), e);
        }
    }

    /** Name of a device. */
    String name(int ifindex) throws TransportException {
        return links.byIndex(ifindex).map(Link::name).orElse("if" + ifindex);
    }

    /** As tc's m_action.c and tc_filter.c have them. */
    private static int flags(String verb) {
        return switch (verb) {
            case "replace" -> Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_REPLACE;
            case "change" -> Rtnetlink.NLM_F_REPLACE;
            default -> Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL;
        };
    }

    private DeviceNames names() throws TransportException {
        Map<String, Integer> indexes =
                links.all().stream().collect(Collectors.toMap(Link::name, Link::ifindex, (first, second) -> first));
        return DeviceNames.of(indexes);
    }

    @Override
    public void close() {
        transport.close();
    }
}
