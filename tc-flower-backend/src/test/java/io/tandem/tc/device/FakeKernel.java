package io.tandem.tc.device;

import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.held.TcErrors;
import io.tandem.tc.link.Link;
import io.tandem.tc.link.LinkWatch;
import io.tandem.tc.link.Links;
import io.tandem.tc.transport.MessageConsumer;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcMessage;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.CounterReader;
import io.tandem.tc.wire.TcDecodeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Keeps filters as they are sent and counts nothing; fails where it is told to. */
final class FakeKernel implements TcTransport, Links {
    static final Link IN = new Link("in0", 5, "", true, true, 0x020000000001L);

    final Map<FilterId, byte[]> filters = new LinkedHashMap<>();
    final Queue<Integer> answers = new ArrayDeque<>();
    final Queue<TransportException.Reason> failures = new ArrayDeque<>();
    int dumps;
    boolean linked = true;

    @Override
    public List<TcAnswer> send(List<TcRequest> batch) throws TransportException {
        fail();
        List<TcAnswer> all = new ArrayList<>();
        for (TcRequest request : batch) {
            boolean filter = request.type() == Rtnetlink.RTM_NEWTFILTER || request.type() == Rtnetlink.RTM_DELTFILTER;
            Integer errno = filter ? answers.poll() : null;
            all.add(errno == null || errno == 0 ? answer(request) : new TcAnswer(errno, "", List.of()));
        }
        return all;
    }

    private TcAnswer answer(TcRequest request) {
        return switch (request.type()) {
            case Rtnetlink.RTM_NEWTFILTER -> {
                filters.put(id(request.body()), request.body());
                yield TcAnswer.DONE;
            }
            case Rtnetlink.RTM_DELTFILTER -> {
                byte[] gone = filters.remove(id(request.body()));
                yield gone == null
                        ? new TcAnswer(TcErrors.ENOENT, "", List.of())
                        : new TcAnswer(0, "", List.of(new TcMessage(Rtnetlink.RTM_DELTFILTER, gone)));
            }
            default -> TcAnswer.DONE;
        };
    }

    /** The body of a removal has no options, so that only its header can be read. */
    private static FilterId id(byte[] body) {
        CounterReader reader = new CounterReader();
        try {
            reader.read(body, 0, body.length);
            return new FilterId(
                    new AttachPoint.Ingress(reader.ifindex()),
                    reader.chain(),
                    reader.priority(),
                    reader.protocol(),
                    reader.handle());
        } catch (TcDecodeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void dump(TcRequest request, MessageConsumer consumer) throws TransportException {
        dumps++;
        for (byte[] filter : List.copyOf(filters.values())) {
            consumer.message(Rtnetlink.RTM_NEWTFILTER, filter, 0, filter.length);
        }
        fail();
    }

    private void fail() throws TransportException {
        TransportException.Reason reason = failures.poll();
        if (reason != null) {
            throw new TransportException(reason, "asking", 0, "told to");
        }
    }

    @Override
    public List<Link> all() {
        return linked ? List.of(IN) : List.of();
    }

    @Override
    public Optional<Link> byName(String name) {
        return all().stream().filter(link -> link.name().equals(name)).findFirst();
    }

    @Override
    public Optional<Link> byIndex(int ifindex) {
        return all().stream().filter(link -> link.ifindex() == ifindex).findFirst();
    }

    @Override
    public LinkWatch watch() {
        throw new UnsupportedOperationException("nobody watches");
    }

    @Override
    public void close() {}
}
