package io.tandem.conformance.tcsim;

import io.tandem.backend.OffloadDevice;
import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.netlink.AttributeCursor;
import io.tandem.tc.device.TcHolder;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.link.Links;
import io.tandem.tc.megaflow.FilterToMegaflow;
import io.tandem.tc.transport.MessageConsumer;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcMessage;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.CounterReader;
import io.tandem.tc.wire.FilterDecoder;
import io.tandem.tc.wire.FilterDumpEncoder;
import io.tandem.tc.wire.FilterEncoder;
import io.tandem.tc.wire.ReadFilter;
import io.tandem.tc.wire.TcDecodeException;
import io.tandem.validate.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Traffic control of a machine whose only network card is the simulated NIC, as rtnetlink shows it. Its ports are the
 * devices {@code nic1} and so on, by the last of which tunnels are reached; none of their packets comes to software rules, so a filter that the NIC does not take
 * exists only where the request does not ask for the NIC alone.
 *
 * <p>Errors and their words are the kernel's. Source: net/sched/cls_api.c, tc_new_tfilter, tc_del_tfilter and
 * tc_get_tfilter; net/sched/cls_flower.c, fl_change; net/sched/sch_api.c, tc_modify_qdisc. Not thread-safe.
 */
final class SimulatedTc implements TcTransport, TcHolder {
    private static final int TCM_IFINDEX = 4;
    private static final int TCM_PARENT = 12;
    private static final int TCM_INFO = 16;
    private static final int TCA_DUMP_FLAGS = 15;
    private static final int HIGHEST_AUTO_PRIORITY = 0xc000;

    /** By place, then as packets meet them. */
    private static final Comparator<FilterId> ORDER = Comparator.comparingInt(
                    (FilterId id) -> id.attach().ifindex())
            .thenComparingInt(id -> id.attach().parent())
            .thenComparingInt(FilterId::chain)
            .thenComparingInt(FilterId::priority)
            .thenComparingInt(FilterId::handle)
            .thenComparingInt(FilterId::protocol);

    private final NicPorts ports;
    private final NicDriver driver;
    private final FilterDecoder decoder = new FilterDecoder();
    private final CounterReader header = new CounterReader();
    private final FilterDumpEncoder encoder = new FilterDumpEncoder();
    private final Map<Integer, byte[]> qdiscs = new HashMap<>();
    private final Map<FilterId, TcFilter> filters = new TreeMap<>(ORDER);

    /** Over a NIC with so many ports. */
    SimulatedTc(OffloadDevice nic, int ports) {
        this.ports = new NicPorts(ports);
        TcCapabilities capabilities = TcCapabilities.LINUX_6_1.withExactOptionLength(true);
        this.driver = new NicDriver(nic, ports, new TunnelScene(ports), new FilterToMegaflow(capabilities, this.ports));
    }

    @Override
    public List<TcAnswer> send(List<TcRequest> batch) {
        return batch.stream().map(this::answer).toList();
    }

    private TcAnswer answer(TcRequest request) {
        if (request.body().length < FilterEncoder.HEADER) {
            return no(Errno.EINVAL, "");
        }
        int ifindex = word(request, TCM_IFINDEX);
        if (ports.byIndex(ifindex).isEmpty()) {
            return no(Errno.ENODEV, "");
        }
        try {
            return switch (request.type()) {
                case Rtnetlink.RTM_NEWQDISC -> addQdisc(request, ifindex);
                case Rtnetlink.RTM_DELQDISC -> removeQdisc(ifindex);
                case Rtnetlink.RTM_GETQDISC ->
                    qdiscs.containsKey(ifindex)
                            ? echo(Rtnetlink.RTM_NEWQDISC, qdiscs.get(ifindex))
                            : no(Errno.ENOENT, "");
                case Rtnetlink.RTM_NEWTFILTER -> add(request);
                case Rtnetlink.RTM_DELTFILTER -> remove(request);
                case Rtnetlink.RTM_GETTFILTER -> get(request);
                default -> no(Errno.EOPNOTSUPP, "");
            };
        } catch (TcDecodeException e) {
            return no(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
    }

    private static TcAnswer no(Errno errno, String words) {
        return new TcAnswer(errno.number(), words, List.of());
    }

    private static TcAnswer echo(int type, byte[] body) {
        return new TcAnswer(0, "", List.of(new TcMessage(type, body)));
    }

    private static int word(TcRequest request, int at) {
        return ByteBuffer.wrap(request.body()).order(ByteOrder.nativeOrder()).getInt(at);
    }

    private static boolean asks(TcRequest request, int flag) {
        return (request.flags() & flag) != 0;
    }

    private TcAnswer addQdisc(TcRequest request, int ifindex) {
        if (qdiscs.containsKey(ifindex)) {
            return asks(request, Rtnetlink.NLM_F_EXCL)
                    ? no(Errno.EEXIST, "Exclusivity flag on, cannot override")
                    : TcAnswer.DONE;
        }
        if (!asks(request, Rtnetlink.NLM_F_CREATE)) {
            return no(Errno.ENOENT, "Qdisc not found. To create specify NLM_F_CREATE flag");
        }
        qdiscs.put(ifindex, request.body());
        return TcAnswer.DONE;
    }

    private TcAnswer removeQdisc(int ifindex) {
        if (qdiscs.remove(ifindex) == null) {
            return no(Errno.ENOENT, "Cannot find specified qdisc on specified device");
        }
        filters.keySet().stream()
                .filter(id -> id.attach().ifindex() == ifindex)
                .toList()
                .forEach(this::drop);
        return TcAnswer.DONE;
    }

    private void drop(FilterId id) {
        filters.remove(id);
        driver.find(id).ifPresent(driver::remove);
    }

    private TcAnswer add(TcRequest request) throws TcDecodeException {
        Optional<ReadFilter> read = decoder.read(request.body(), 0, request.body().length);
        if (read.isEmpty()) {
            return no(Errno.ENOENT, "TC classifier not found");
        }
        if (!read.get().unread().isEmpty()) {
            return no(Errno.EINVAL, "Unknown attribute " + read.get().unread().getFirst());
        }
        TcFilter asked = read.get().filter();
        if (!qdiscs.containsKey(asked.id().attach().ifindex())) {
            return no(Errno.EINVAL, "Parent Qdisc doesn't exists");
        }
        Set<FilterFlag> flags = asked.flags();
        if (flags.contains(FilterFlag.SKIP_HW) && flags.contains(FilterFlag.SKIP_SW)) {
            return no(Errno.EINVAL, "");
        }
        boolean create = asks(request, Rtnetlink.NLM_F_CREATE);
        if (asked.id().priority() == 0 && !create) {
            return no(Errno.ENOENT, "Filter command requires a non-zero priority or NLM_F_CREATE");
        }
        FilterId id = place(asked.id());
        List<TcFilter> peers = ofPriority(id);
        if (peers.stream().anyMatch(peer -> peer.id().protocol() != id.protocol())) {
            return no(Errno.EINVAL, "Filter with specified priority/protocol not found");
        }
        boolean there = filters.containsKey(id);
        if (there && asks(request, Rtnetlink.NLM_F_EXCL)) {
            return no(Errno.EEXIST, "Filter already exists");
        }
        if (!there && !create) {
            return no(Errno.ENOENT, "Need both RTM_NEWTFILTER and NLM_F_CREATE to create a new filter");
        }
        if (peers.stream()
                .anyMatch(
                        peer -> peer.match().equals(asked.match()) && !peer.id().equals(id))) {
            return no(Errno.EEXIST, "");
        }
        return hold(new TcFilter(id, asked.match(), flags, asked.classId(), asked.actions()), there);
    }

    private TcAnswer hold(TcFilter filter, boolean there) {
        if (there) {
            Optional<NicDriver.No> unfit =
                    filter.flags().contains(FilterFlag.SKIP_SW) ? driver.refusal(filter) : Optional.empty();
            if (unfit.isPresent()) { // the filter that is there stays
                return no(unfit.get().errno(), "tandem-nic: " + unfit.get().words());
            }
            drop(filter.id());
        }
        if (!filter.flags().contains(FilterFlag.SKIP_HW)) {
            Optional<NicDriver.No> refused = driver.add(filter);
            if (refused.isPresent() && filter.flags().contains(FilterFlag.SKIP_SW)) {
                return no(refused.get().errno(), "tandem-nic: " + refused.get().words());
            }
            filters.put(filter.id(), filter);
            boolean verbose = filter.flags().contains(FilterFlag.VERBOSE);
            return refused.filter(why -> verbose)
                    .map(why -> new TcAnswer(0, "tandem-nic: " + why.words(), List.of()))
                    .orElse(TcAnswer.DONE);
        }
        filters.put(filter.id(), filter);
        return TcAnswer.DONE;
    }

    private List<TcFilter> ofPriority(FilterId id) {
        return filters.values().stream()
                .filter(f -> f.id().attach().equals(id.attach())
                        && f.id().chain() == id.chain()
                        && f.id().priority() == id.priority())
                .toList();
    }

    /** Chooses what the request leaves open. Source: tcf_auto_prio; fl_change. */
    private FilterId place(FilterId asked) {
        int priority = asked.priority();
        if (priority == 0) {
            priority = filters.keySet().stream()
                            .filter(id -> id.attach().equals(asked.attach()) && id.chain() == asked.chain())
                            .mapToInt(FilterId::priority)
                            .min()
                            .orElse(HIGHEST_AUTO_PRIORITY + 1)
                    - 1;
        }
        FilterId at = new FilterId(asked.attach(), asked.chain(), priority, asked.protocol(), asked.handle());
        if (asked.handle() != 0) {
            return at;
        }
        int handle = 1;
        FilterId next = at;
        do {
            next = new FilterId(at.attach(), at.chain(), at.priority(), at.protocol(), handle++);
        } while (filters.containsKey(next));
        return next;
    }

    private FilterId named(TcRequest request) throws TcDecodeException {
        header.read(request.body(), 0, request.body().length);
        AttachPoint attach = attach(header.ifindex(), header.parent());
        return new FilterId(attach, header.chain(), header.priority(), header.protocol(), header.handle());
    }

    private static AttachPoint attach(int ifindex, int parent) {
        return parent == AttachPoint.EGRESS_PARENT ? new AttachPoint.Egress(ifindex) : new AttachPoint.Ingress(ifindex);
    }

    private TcAnswer remove(TcRequest request) throws TcDecodeException {
        FilterId id = named(request);
        if (id.handle() == 0) {
            List<FilterId> all = filters.keySet().stream()
                    .filter(f -> f.attach().equals(id.attach()) && f.chain() == id.chain())
                    .filter(f -> id.priority() == 0 || f.priority() == id.priority())
                    .toList();
            if (all.isEmpty() && id.priority() != 0) {
                return no(Errno.ENOENT, "Filter with specified priority/protocol not found");
            }
            all.forEach(this::drop);
            return TcAnswer.DONE;
        }
        TcFilter gone = filters.get(id);
        if (gone == null) {
            return no(Errno.ENOENT, "Specified filter handle not found");
        }
        Optional<NicFilter> taken = driver.find(id);
        filters.remove(id);
        taken.ifPresent(driver::remove);
        return asks(request, Rtnetlink.NLM_F_ECHO)
                ? echo(Rtnetlink.RTM_DELTFILTER, told(gone, taken, false))
                : TcAnswer.DONE;
    }

    private TcAnswer get(TcRequest request) throws TcDecodeException {
        FilterId id = named(request);
        TcFilter filter = filters.get(id);
        if (filter == null) {
            return no(Errno.ENOENT, "Specified filter handle not found");
        }
        driver.readCounters();
        return echo(Rtnetlink.RTM_NEWTFILTER, told(filter, driver.find(id), false));
    }

    @Override
    public void dump(TcRequest request, MessageConsumer consumer) throws TransportException {
        if (request.type() == Rtnetlink.RTM_GETACTION) {
            return; // it has no actions that filters share
        }
        if (request.type() != Rtnetlink.RTM_GETTFILTER) {
            throw new TransportException(
                    TransportException.Reason.REFUSED,
                    "a dump by request " + request.type(),
                    Errno.EOPNOTSUPP.number(),
                    "the simulated machine dumps filters and shared actions");
        }
        AttachPoint attach = attach(word(request, TCM_IFINDEX), word(request, TCM_PARENT));
        OptionalInt chain = OptionalInt.empty();
        boolean terse = false;
        AttributeCursor at = new AttributeCursor(request.body(), FilterEncoder.HEADER, request.body().length);
        while (at.next()) {
            if (at.type() == TCA_DUMP_FLAGS) {
                terse = (at.u32(0) & 1) != 0;
            } else if (at.length() == Integer.BYTES) {
                chain = OptionalInt.of(at.u32(0));
            }
        }
        int priority = word(request, TCM_INFO) >>> Short.SIZE;
        driver.readCounters();
        for (TcFilter filter : new ArrayList<>(filters.values())) {
            FilterId id = filter.id();
            boolean wanted = id.attach().equals(attach)
                    && (chain.isEmpty() || chain.getAsInt() == id.chain())
                    && (priority == 0 || priority == id.priority());
            if (wanted) {
                byte[] body = told(filter, driver.find(id), terse);
                consumer.message(Rtnetlink.RTM_NEWTFILTER, body, 0, body.length);
            }
        }
    }

    private byte[] told(TcFilter filter, Optional<NicFilter> taken, boolean terse) {
        long packets = taken.map(NicFilter::packets).orElse(0L);
        long bytes = taken.map(NicFilter::bytes).orElse(0L);
        int holders = taken.filter(NicFilter::held).isPresent() ? 1 : 0;
        return encoder.encode(filter, holders, new FilterDumpEncoder.Counts(packets, bytes, packets, bytes), terse);
    }

    @Override
    public TcTransport open() {
        return this;
    }

    @Override
    public Links links() {
        return ports;
    }

    /** A packet is through the NIC before the next call. */
    @Override
    public void awaitPackets() {}

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void close() {}
}
