package io.tandem.tc.meter;

import io.tandem.backend.DeviceMeter;
import io.tandem.backend.MeterCounts;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.held.FrameBytes;
import io.tandem.tc.held.UnreadableFilterException;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.place.MeterIndexes;
import io.tandem.tc.place.TcPolicy;
import io.tandem.tc.probe.KernelFeature;
import io.tandem.tc.probe.KernelFeatures;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.ReadAction;
import io.tandem.tc.wire.SharedActionDecoder;
import io.tandem.tc.wire.SharedActionEncoder;
import io.tandem.tc.wire.TcDecodeException;
import io.tandem.validate.Errno;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Meters as police actions that rules share, at the indexes that are ours ({@link MeterIndexes}); all others are never
 * touched.
 *
 * <p>An action that an earlier life left is taken over where it is the same, its bucket and counts as they are, and
 * replaced where it is another. The kernel keeps an action as long as a rule uses it, whoever asks to remove it.
 *
 * <p>{@link #policeIndex} and {@link #whyNot} by any thread, the rest by the transport's.
 */
public final class PoliceMeters implements TcMeters {
    /** Source: linux/pkt_cls.h. */
    private static final int TCA_ACT_TAB = 1;

    private static final int TCA_ACT_FLAGS = 7;
    private static final int TCA_ACT_FLAGS_SKIP_HW = 2;
    private static final int TCA_ACT_FLAGS_SKIP_SW = 4;
    /** Of struct tcamsg, the list, and the first action in it. */
    private static final int HEADERS = SharedActionEncoder.HEADER + 2 * AttributeCursor.HEADER;

    private static final String KIND = "police";
    private static final String READING = "reading meters";

    private static final int REMOVALS = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Map<Integer, TcMeter> meters;
    private final KernelFeatures kernel;
    private final TcPolicy policy;
    private final SharedActionEncoder encoder = new SharedActionEncoder();
    private final SharedActionDecoder decoder = new SharedActionDecoder();
    private volatile Map<Integer, String> refused = Map.of();

    /**
     * The meters of a device.
     *
     * @param meters by their ids
     * @param kernel what police can here
     * @param policy who shall hold the actions
     */
    public PoliceMeters(Map<Integer, DeviceMeter> meters, KernelFeatures kernel, TcPolicy policy) {
        this.meters = meters.values().stream().collect(Collectors.toUnmodifiableMap(DeviceMeter::id, TcMeter::new));
        this.kernel = kernel;
        this.policy = policy;
    }

    @Override
    public OptionalInt policeIndex(int meter) {
        return meters.containsKey(meter) && !refused.containsKey(meter)
                ? OptionalInt.of(index(meter))
                : OptionalInt.empty();
    }

    @Override
    public String whyNot(int meter) {
        return refused.getOrDefault(meter, "there is no meter " + meter + " in the configuration");
    }

    /** Makes the actions that are not there, and takes away those of meters that the configuration has no more. */
    public void start(TcTransport transport) throws TransportException {
        Map<Integer, String> no = new HashMap<>();
        Map<Integer, ReadAction> held = kernel.has(KernelFeature.POLICE) ? held(transport) : Map.of();
        Set<Integer> obsolete = new HashSet<>(held.keySet());
        for (TcMeter meter : meters.values()) {
            obsolete.remove(index(meter.id()));
            Optional<String> reason = meter.refusal(kernel);
            if (reason.isPresent()) {
                no.put(meter.id(), reason.get());
            } else if (!isJust(meter, Optional.ofNullable(held.get(index(meter.id()))))) {
                TcAnswer answer = ask(
                        transport,
                        Rtnetlink.RTM_NEWACTION,
                        Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_REPLACE,
                        request(meter));
                if (!answer.done()) {
                    no.put(
                            meter.id(),
                            "the kernel refused the police action of meter " + meter.id() + ": " + answer.text());
                }
            }
        }
        remove(transport, obsolete);
        refused = Map.copyOf(no);
    }

    /** Removes the actions that no rule uses. */
    public void close(TcTransport transport) throws TransportException {
        Set<Integer> made = new HashSet<>();
        for (int id : meters.keySet()) {
            policeIndex(id).ifPresent(made::add);
        }
        remove(transport, made);
    }

    /**
     * What each has counted. Bytes are those that TC counts and the Ethernet header of each packet; the first VLAN tag
     * of packets that have one is not in them, as {@link FrameBytes} says, and nothing tells how many of them had one.
     */
    public Map<Integer, MeterCounts> counts(TcTransport transport) throws TransportException {
        if (meters.isEmpty()) {
            return Map.of();
        }
        Map<Integer, MeterCounts> counts = new HashMap<>();
        Map<Integer, ReadAction> held = held(transport);
        for (int id : meters.keySet()) {
            ReadAction action = held.get(index(id));
            if (action != null && policeIndex(id).isPresent()) {
                counts.put(
                        id,
                        new MeterCounts(
                                action.statistics().packets(),
                                action.statistics().bytes()
                                        + FrameBytes.ETHERNET
                                                * action.statistics().packets(),
                                action.statistics().drops()));
            }
        }
        return counts;
    }

    private int index(int meter) {
        return MeterIndexes.of(policy, meter);
    }

    /** Times of the kernel's clock are coarser than bytes, so that what is held is compared with what is read of a request. */
    private boolean isJust(TcMeter meter, Optional<ReadAction> held) {
        return held.isPresent()
                && asRead(meter).equals(List.of(held.get().action().body()))
                && held.get().action().control().equals(TcControl.DROP);
    }

    private List<ActionBody> asRead(TcMeter meter) {
        byte[] bytes = request(meter);
        try {
            return decoder.read(bytes, 0, bytes.length).actions().stream()
                    .map(action -> action.action().body())
                    .toList();
        } catch (TcDecodeException e) {
            throw new UnreadableFilterException(READING, e);
        }
    }

    /** The police action, held where the policy's rules are. */
    private byte[] request(TcMeter meter) {
        byte[] plain =
                encoder.meter(index(meter.id()), meter.police(), TcControl.DROP).toBytes();
        AttributeWriter out = new AttributeWriter().appendU32(0);
        int list = out.start(TCA_ACT_TAB);
        int one = out.start(1);
        out.putAll(Arrays.copyOfRange(plain, HEADERS, plain.length));
        int flags =
                switch (policy) {
                    case NONE -> 0;
                    case SKIP_SW -> TCA_ACT_FLAGS_SKIP_SW;
                    case SKIP_HW -> TCA_ACT_FLAGS_SKIP_HW;
                };
        if (flags != 0) {
            int field = out.start(TCA_ACT_FLAGS);
            out.appendU32(flags).appendU32(flags).end(field);
        }
        return out.end(one).end(list).toBytes();
    }

    /**
     * The kernel lets go of the actions of a filter some time after the filter, by a work queue, and until then it removes
     * none of them: EPERM. Source: net/sched/cls_flower.c, __fl_delete; net/sched/act_api.c, tcf_idr_delete_index.
     */
    private void remove(TcTransport transport, Set<Integer> indexes) throws TransportException {
        Set<Integer> left = indexes;
        for (int attempt = 0; attempt < REMOVALS && !left.isEmpty(); attempt++) {
            if (attempt > 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            Set<Integer> bound = new HashSet<>();
            for (int index : left) {
                TcAnswer answer = ask(
                        transport,
                        Rtnetlink.RTM_DELACTION,
                        0,
                        encoder.one(KIND, index).toBytes());
                if (answer.errno() == Errno.EPERM.number()) {
                    bound.add(index);
                }
            }
            left = bound;
        }
    }

    private static TcAnswer ask(TcTransport transport, int type, int flags, byte[] body) throws TransportException {
        return transport.send(List.of(new TcRequest(type, flags, body))).getFirst();
    }

    /** Police actions at our indexes, by index. */
    private Map<Integer, ReadAction> held(TcTransport transport) throws TransportException {
        Map<Integer, ReadAction> held = new HashMap<>();
        TcRequest request =
                new TcRequest(Rtnetlink.RTM_GETACTION, 0, encoder.dump(KIND).toBytes());
        transport.dump(request, (type, bytes, from, to) -> {
            try {
                for (ReadAction action : decoder.read(bytes, from, to).actions()) {
                    if (MeterIndexes.isOurs(action.action().index())) {
                        held.put(action.action().index(), action);
                    }
                }
            } catch (TcDecodeException e) {
                throw new UnreadableFilterException(READING, e);
            }
        });
        return held;
    }
}
