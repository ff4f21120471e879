package io.tandem.tc.held;

import io.tandem.flow.Ufid;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.place.MeterIndexes;
import io.tandem.tc.place.PriorityRange;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcMessage;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.CounterReader;
import io.tandem.tc.wire.FilterDecoder;
import io.tandem.tc.wire.FilterEncoder;
import io.tandem.tc.wire.ReadFilter;
import io.tandem.tc.wire.TcDecodeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Filters in the kernel: added, removed, read. What fails for a moment is tried again a few times. One thread at a time.
 */
public final class FilterKernel {
    private static final int ATTEMPTS = 4;
    private static final int TCM_INFO = 16;
    /** The kernel's answer to a short dump where a filter's kind has no short form, as u32: cls_api.c, tcf_fill_node. */
    private static final int EMSGSIZE = 90;

    private static final String READING = "reading filters";

    private final TcTransport transport;
    private final PriorityRange range;
    private final LongSupplier clock;
    private final long hardwareAgeNanos;
    private final FilterEncoder encoder = new FilterEncoder();
    private final FilterDecoder decoder = new FilterDecoder();
    private final CounterReader counters = new CounterReader();

    /**
     * Filters at the other end of a transport.
     *
     * @param range the priorities that are ours
     * @param clock the datapath's, in nanoseconds
     * @param hardwareAgeNanos how old counts of hardware may be
     */
    public FilterKernel(TcTransport transport, PriorityRange range, LongSupplier clock, long hardwareAgeNanos) {
        this.transport = transport;
        this.range = range;
        this.clock = clock;
        this.hardwareAgeNanos = hardwareAgeNanos;
    }

    /**
     * What became of a removal.
     *
     * @param answer the kernel's
     * @param counters as they were just before; empty where the filter was not there, or nothing was echoed
     */
    public record Removed(TcAnswer answer, Optional<TcCounters> counters) {
        /** True where the filter is not there any more, whoever removed it. */
        public boolean gone() {
            return answer.done() || answer.errno() == TcErrors.ENOENT || TcErrors.placeGone(answer);
        }
    }

    /** Adds filters that are not there; one answer for each. */
    public List<TcAnswer> install(List<TcFilter> filters) throws TransportException {
        List<TcRequest> requests = new ArrayList<>(filters.size());
        for (TcFilter filter : filters) {
            requests.add(new TcRequest(
                    Rtnetlink.RTM_NEWTFILTER,
                    Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL | words(filter),
                    encoder.filter(filter).toBytes()));
        }
        return send(requests);
    }

    /** A driver that does not take a filter which software has too says why in the acknowledgement. */
    private static int words(TcFilter filter) {
        return filter.flags().contains(FilterFlag.SKIP_HW) ? 0 : Rtnetlink.NLM_F_ACK;
    }

    /** Removes filters and reads each one's last counters; one answer for each. */
    public List<Removed> remove(List<FilterId> ids) throws TransportException {
        List<TcRequest> requests = new ArrayList<>(ids.size());
        for (FilterId id : ids) {
            requests.add(new TcRequest(
                    Rtnetlink.RTM_DELTFILTER,
                    Rtnetlink.NLM_F_ECHO,
                    encoder.filter(id).toBytes()));
        }
        List<Removed> removed = new ArrayList<>(ids.size());
        for (TcAnswer answer : send(requests)) {
            Optional<TcCounters> counters = Optional.empty();
            for (TcMessage message : answer.echoed()) {
                counters = counters(message.body(), 0, message.body().length) ? Optional.of(counted()) : counters;
            }
            removed.add(new Removed(answer, counters));
        }
        return removed;
    }

    /** The present on the datapath's clock, in nanoseconds. */
    public long now() {
        return clock.getAsLong();
    }

    /** How old these counts may be, in nanoseconds. */
    public long ageNanos(TcCounters counters) {
        return counters.hardwarePackets() == 0 ? 0 : hardwareAgeNanos;
    }

    /**
     * The filters at our priorities, of all chains, each once.
     *
     * @param whole with what they match and do; else counters only
     * @throws TransportException where the dump was disturbed each time
     */
    public List<Reading> readAll(AttachPoint attach, boolean whole) throws TransportException {
        try {
            return readings(attach, whole);
        } catch (TransportException e) {
            if (whole || e.errno() != EMSGSIZE) {
                throw e;
            }
            return readings(attach, true);
        }
    }

    private List<Reading> readings(AttachPoint attach, boolean whole) throws TransportException {
        TcRequest request = new TcRequest(
                Rtnetlink.RTM_GETTFILTER,
                0,
                encoder.dump(attach, OptionalInt.empty(), !whole).toBytes());
        for (int attempt = 1; ; attempt++) {
            Map<FilterId, Reading> readings = new LinkedHashMap<>();
            try {
                transport.dump(request, (type, bytes, from, to) -> {
                    if (type == Rtnetlink.RTM_NEWTFILTER && range.contains(priority(bytes, from, to))) {
                        (whole ? reading(bytes, from, to) : brief(attach, bytes, from, to))
                                .ifPresent(reading -> readings.put(reading.id(), reading));
                    }
                });
                return List.copyOf(readings.values());
            } catch (TransportException e) {
                boolean again = e.reason() == TransportException.Reason.INTERRUPTED_DUMP
                        || e.reason() == TransportException.Reason.NO_BUFFERS;
                if (!again || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<TcAnswer> send(List<TcRequest> requests) throws TransportException {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<TcAnswer> answers = new ArrayList<>(transport.send(requests));
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            List<Integer> again = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                if (TcErrors.passing(answers.get(i))) {
                    again.add(i);
                }
            }
            if (again.isEmpty()) {
                break;
            }
            List<TcAnswer> fresh =
                    transport.send(again.stream().map(requests::get).toList());
            for (int i = 0; i < again.size(); i++) {
                answers.set(again.get(i), fresh.get(i));
            }
        }
        return answers;
    }

    private Optional<Reading> brief(AttachPoint attach, byte[] bytes, int from, int to) {
        if (!counters(bytes, from, to)) {
            return Optional.empty();
        }
        return Optional.of(new Reading(
                new FilterId(attach, counters.chain(), counters.priority(), counters.protocol(), counters.handle()),
                counters.cookieSize() == TcAction.COOKIE_SIZE
                        ? Optional.of(new Ufid(counters.cookieHigh(), counters.cookieLow()))
                        : Optional.empty(),
                counted(),
                new Reading.Hardware((counters.flags() & FilterFlag.IN_HW.bit()) != 0, counters.inHwCount()),
                Optional.empty()));
    }

    private boolean counters(byte[] bytes, int from, int to) {
        try {
            return counters.read(bytes, from, to);
        } catch (TcDecodeException e) {
            throw new UnreadableFilterException(READING, e);
        }
    }

    private TcCounters counted() {
        return new TcCounters(
                counters.packets(),
                counters.byteCount(),
                counters.hardwarePackets(),
                counters.hardwareBytes(),
                counters.lastUse());
    }

    private Optional<Reading> reading(byte[] bytes, int from, int to) {
        Optional<ReadFilter> read;
        try {
            read = decoder.read(bytes, from, to);
        } catch (TcDecodeException e) {
            throw new UnreadableFilterException(READING, e);
        }
        return read.map(r -> new Reading(
                r.filter().id(),
                r.filter().actions().isEmpty()
                        ? Optional.empty()
                        : Cookies.ufid(r.filter().actions().getFirst().cookie()),
                new TcCounters(
                        r.statistics().packets(),
                        r.statistics().bytes(),
                        r.statistics().hardwarePackets(),
                        r.statistics().hardwareBytes(),
                        r.times().map(t -> t.lastUse()).orElse(TcCounters.UNKNOWN)),
                new Reading.Hardware(r.filter().flags().contains(FilterFlag.IN_HW), r.inHwCount()),
                Optional.of(MeterIndexes.named(r.filter()))));
    }

    private static int priority(byte[] bytes, int from, int to) {
        return to - from < FilterEncoder.HEADER
                ? 0
                : ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(from + TCM_INFO) >>> Short.SIZE;
    }
}
