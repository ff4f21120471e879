package io.tandem.datapath.conntrack;

import io.tandem.datapath.conntrack.ProtocolState.Verdict;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.IpProto;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A packet thread's entrance to connection tracking, with its scratch memory. Packets of known connections take no lock
 * but their connection's, and allocate nothing. Source: Open vSwitch lib/conntrack.c, conntrack_execute and process_one.
 */
public final class Tracker {
    /** What became of a packet. Its metadata says more, unless it is held. */
    public enum Outcome {
        /** It has its state, which may be "invalid". It goes on. */
        TRACKED,
        /** It is a fragment, of which a copy is kept; the packet is done. */
        HELD,
        /** Its datagram is whole: {@link #released()} fragments go on before it, and then this packet. */
        RELEASED,
        /** It would begin a connection, but there are too many in its zone or in all. It goes on as new. */
        LIMITED,
        /** It would begin a translated connection, but no tuple is free. It goes on as new, untranslated. */
        EXHAUSTED
    }

    private static final int NEW = CtStateFlag.NEW.bit();
    private static final int ESTABLISHED = CtStateFlag.ESTABLISHED.bit();
    private static final int RELATED = CtStateFlag.RELATED.bit();
    private static final int REPLY = CtStateFlag.REPLY.bit();
    private static final int INVALID = CtStateFlag.INVALID.bit();
    private static final int TRACKED = CtStateFlag.TRACKED.bit();
    private static final int SRC_NAT = CtStateFlag.SRC_NAT.bit();
    private static final int TRANSLATED = SRC_NAT | CtStateFlag.DST_NAT.bit();

    private final Conntrack conntrack;
    private final TupleReader reader = new TupleReader();
    private final Translator translator = new Translator();
    private final TcpSegment segment = new TcpSegment();
    private final Tuple tuple = new Tuple();
    private final Tuple other = new Tuple();
    private final Reassembly reassembly = new Reassembly();
    private final Packet whole = PacketBatch.single();
    private final Packet earlier = PacketBatch.single();
    private List<Fragment> released = List.of();

    /** Flags of the packet at hand. */
    private int state;

    /** True where the packet at hand goes back to the side that began. */
    private boolean reply;

    Tracker(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    /**
     * Tracks a packet: afterwards its metadata has state, zone, mark, label and original tuple, and its bytes are
     * translated where the request and the connection ask for it. Never throws, whatever the packet holds.
     */
    public Outcome track(Packet packet, CtRequest request) {
        if (!reader.find(packet)) {
            return invalid(packet, request);
        }
        if (!reader.ipv6) {
            if (Fragment.isIpv4(packet, reader.positions.network)) {
                return reader.ipv4Sound(packet)
                        ? collect(Fragment.ofIpv4(packet, reader.positions, request.zone), packet, request)
                        : invalid(packet, request);
            }
        } else if (reader.hasExtensions()) {
            int header = Fragment.headerOfIpv6(packet, reader.positions);
            if (header >= 0 && (packet.u16(header + 2) & 0xfff9) != 0) {
                return collect(Fragment.ofIpv6(packet, reader.positions, header, request.zone), packet, request);
            }
        }
        return datagram(packet, request);
    }

    /** Fragments that go on before the packet that was answered with {@link Outcome#RELEASED}, in order. */
    public int released() {
        return released.isEmpty() ? 0 : released.size() - 1;
    }

    /**
     * One of them, with the datagram's state and the bytes that it goes on with. Tracking it in turn leaves the others be,
     * unless that releases some itself.
     *
     * @return a packet of the tracker's own, the same at each call
     */
    public Packet released(int index) {
        reassembly.release(released.get(index), whole, earlier);
        return earlier;
    }

    private Outcome collect(Fragment fragment, Packet packet, CtRequest request) {
        return switch (conntrack.fragments.take(fragment, conntrack.config().fragments(), packet.timeNanos())) {
            case FragmentStore.Answer.Refused refused -> invalid(packet, request);
            case FragmentStore.Answer.Held held -> Outcome.HELD;
            case FragmentStore.Answer.Whole(List<Fragment> fragments) -> {
                released = fragments;
                reassembly.assemble(fragments, whole);
                if (reader.find(whole)) {
                    datagram(whole, request);
                } else {
                    invalid(whole, request);
                }
                // the last in the order of data goes last, whichever has come last
                reassembly.release(fragments.getLast(), whole, packet);
                yield Outcome.RELEASED;
            }
        };
    }

    private Outcome invalid(Packet packet, CtRequest request) {
        ConnectionMetadata.write(packet.metadata(), INVALID | TRACKED, request.zone, 0, 0, 0);
        ConnectionMetadata.noTuple(packet.metadata());
        return Outcome.TRACKED;
    }

    /** Tracks what is no fragment. */
    private Outcome datagram(Packet packet, CtRequest request) {
        if (!reader.read(packet, request.zone, tuple)) {
            return invalid(packet, request);
        }
        if (tuple.protocol == IpProto.TCP && !reader.error) {
            segment.read(packet, reader.positions);
        }
        PacketMetadata metadata = packet.metadata();
        long now = packet.timeNanos();
        state = ConnectionMetadata.zone(metadata) == request.zone ? ConnectionMetadata.state(metadata) : 0;
        Connection connection = find(now);
        if (connection == null) {
            connection = translatedBefore(metadata, request, now);
        } else if (request.force && reply) {
            conntrack.forget(connection);
            connection = null;
        }
        if (connection == null && reader.error) {
            state = INVALID;
            return unknown(packet, request, Outcome.TRACKED);
        }
        while (true) {
            if (connection != null) {
                if (proceed(packet, connection, request, now)) {
                    return Outcome.TRACKED;
                }
                conntrack.forget(connection);
            }
            if (!begins(packet)) {
                state = INVALID;
                return unknown(packet, request, Outcome.TRACKED);
            }
            state = NEW;
            if (!request.commit) {
                return unknown(packet, request, Outcome.TRACKED);
            }
            synchronized (conntrack.table) {
                connection = conntrack.find(tuple, now);
                if (connection == null) {
                    return create(packet, request, now);
                }
            }
            // another thread has just made it
            reply = !connection.original.same(tuple);
        }
    }

    /** Looks the packet up; one that was translated in this zone has the tuple of the other direction, turned round. */
    private @Nullable Connection find(long now) {
        boolean translated = (state & TRANSLATED) != 0;
        if (translated) {
            tuple.reverse();
        }
        Connection connection = conntrack.find(tuple, now);
        reply = connection != null && !connection.original.same(tuple);
        if (translated) {
            if (connection == null) {
                tuple.reverse();
            } else {
                reply = !reply;
                tuple.set(reply ? connection.reply : connection.original);
            }
        }
        return connection;
    }

    /** The connection of a translated packet by its original tuple. Source: conntrack.c, check_orig_tuple. */
    private @Nullable Connection translatedBefore(PacketMetadata metadata, CtRequest request, long now) {
        if ((state & TRANSLATED) == 0 || request.nat) {
            return null;
        }
        ConnectionMetadata.read(metadata, other);
        if (other.protocol == 0 || other.ipv6 != tuple.ipv6) {
            return null;
        }
        if (other.isIcmp()) {
            int type = other.srcPort;
            int answer = other.ipv6 ? IcmpTypes.answer6(type) : IcmpTypes.answer(type);
            other.srcPort = Tuple.icmpPort(Tuple.icmpId(tuple.srcPort), type, 0);
            other.dstPort = Tuple.icmpPort(Tuple.icmpId(tuple.dstPort), answer, 0);
        }
        return conntrack.find(other, now);
    }

    /** Takes the packet for one of a connection; false where it begins the connection anew. */
    private boolean proceed(Packet packet, Connection connection, CtRequest request, long now) {
        ConntrackConfig config = conntrack.config();
        int mark;
        long labelHigh;
        long labelLow;
        synchronized (connection) {
            if (reader.error) {
                state |= RELATED | (reply ? REPLY : 0);
            } else {
                switch (update(connection.state, config)) {
                    case ESTABLISHED -> state = state & ~NEW | ESTABLISHED | (reply ? REPLY : 0);
                    case STILL_NEW -> state |= NEW;
                    case INVALID -> state = INVALID;
                    case BEGINS_ANEW -> {
                        return false;
                    }
                }
                if (state != INVALID && prolongs(connection.state)) {
                    connection.expireAt(now + config.policy(connection.policy).nanos(connection.state.phase()));
                }
            }
            change(connection, request);
            mark = connection.mark;
            labelHigh = connection.labelHigh;
            labelLow = connection.labelLow;
        }
        if (request.nat && (state & TRANSLATED) == 0) {
            translate(packet, connection);
        }
        ConnectionMetadata.write(packet.metadata(), state | TRACKED, request.zone, mark, labelHigh, labelLow);
        ConnectionMetadata.write(packet.metadata(), connection.original);
        return true;
    }

    private Verdict update(ProtocolState of, ConntrackConfig config) {
        if (of instanceof TcpState tcp) {
            return tcp.update(segment, reply, config.tcpSequenceCheck());
        }
        return of instanceof DatagramState datagram ? datagram.update(reply) : ((EchoState) of).update(reply);
    }

    private static boolean prolongs(ProtocolState of) {
        return !(of instanceof TcpState tcp) || tcp.prolongs();
    }

    private static void change(Connection connection, CtRequest request) {
        if (request.setsMark) {
            connection.mark = request.mark | connection.mark & ~request.markMask;
        }
        if (request.setsLabel) {
            connection.labelHigh = request.labelHigh | connection.labelHigh & ~request.labelMaskHigh;
            connection.labelLow = request.labelLow | connection.labelLow & ~request.labelMaskLow;
        }
    }

    private void translate(Packet packet, Connection connection) {
        int translation = reply ? Translation.back(connection.translation) : connection.translation;
        if (translation == Translation.NONE) {
            return;
        }
        state |= (translation & Translation.SOURCE) != 0 ? SRC_NAT : TRANSLATED & ~SRC_NAT;
        translator.translate(packet, reader, reply ? connection.original : connection.reply, translation);
    }

    private boolean begins(Packet packet) {
        if (tuple.protocol == IpProto.TCP) {
            return TcpState.begins(segment);
        }
        return !tuple.isIcmp() || IcmpTypes.begins(packet.u8(reader.positions.transport), tuple.ipv6);
    }

    /** Makes a connection of the packet; the table's monitor is held and the tuple is free. */
    private Outcome create(Packet packet, CtRequest request, long now) {
        ConntrackConfig config = conntrack.config();
        if (conntrack.table.size() >= config.mostConnections()
                || conntrack.table.size(request.zone) >= config.zoneLimit(request.zone)) {
            conntrack.limited++;
            return unknown(packet, request, Outcome.LIMITED);
        }
        if (!conntrack.range.choose(request, tuple, other, now)) {
            conntrack.exhausted++;
            return unknown(packet, request, Outcome.EXHAUSTED);
        }
        conntrack.created++;
        ProtocolState first = tuple.protocol == IpProto.TCP
                ? new TcpState(segment)
                : tuple.isIcmp() ? new EchoState() : new DatagramState();
        Connection connection = new Connection(
                tuple.copy(),
                other.copy(),
                request.translation,
                request.policy,
                first,
                now + config.policy(request.policy).nanos(first.phase()));
        change(connection, request);
        reply = false;
        translate(packet, connection);
        ConnectionMetadata.write(
                packet.metadata(),
                state | TRACKED,
                request.zone,
                connection.mark,
                connection.labelHigh,
                connection.labelLow);
        ConnectionMetadata.write(packet.metadata(), connection.original);
        conntrack.table.insert(connection);
        return Outcome.TRACKED;
    }

    /** Describes a packet without a connection. */
    private Outcome unknown(Packet packet, CtRequest request, Outcome outcome) {
        ConnectionMetadata.write(packet.metadata(), state | TRACKED, request.zone, 0, 0, 0);
        ConnectionMetadata.write(packet.metadata(), tuple);
        return outcome;
    }
}
