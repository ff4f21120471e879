package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.header.PacketSum;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.IpProto;
import io.tandem.flow.TcpFlag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The TCP segments of a case, in each connection and direction: where the next one begins if none is missing. */
final class SegmentOrder {
    private static final int LEAST_HEADER = 20;

    private final Map<CapturedFlow, Integer> next = new HashMap<>();

    private SegmentOrder() {}

    /**
     * True where one does not begin where the one before it ended, or acknowledges more than the first one did of a
     * side that was not seen: no other can be beyond its window.
     */
    static boolean isBroken(List<CasePacket> packets) {
        SegmentOrder order = new SegmentOrder();
        return packets.stream().anyMatch(p -> !order.follows(p));
    }

    /** True where one side sends a second segment before an answer with a right checksum has come. */
    static boolean isOneSided(List<CasePacket> packets) {
        Set<CapturedFlow> seen = new HashSet<>();
        for (CasePacket each : packets) {
            Optional<CapturedFlow> flow = CapturedFlow.of(each.frame());
            if (flow.isEmpty() || flow.get().protocol() != IpProto.TCP) {
                continue;
            }
            Packet packet = packet(each);
            HeaderPositions at = new HeaderPositions();
            if (at.findIp(packet) && PacketSum.ofTransport(packet, at) == PacketSum.RIGHT) {
                boolean answered = seen.contains(flow.get().reversed());
                if (!seen.add(flow.get()) && !answered) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean follows(CasePacket each) {
        Optional<CapturedFlow> flow = CapturedFlow.of(each.frame());
        if (flow.isEmpty() || flow.get().protocol() != IpProto.TCP) {
            return true;
        }
        Packet packet = packet(each);
        HeaderPositions at = new HeaderPositions();
        if (!at.findIp(packet) || at.transport + LEAST_HEADER > at.end) {
            return true;
        }
        int flags = packet.u8(at.transport + 13);
        int sequence = (int) packet.u32(at.transport + 4);
        int acknowledged = (int) packet.u32(at.transport + 8);
        int header = packet.u8(at.transport + 12) >> 4 << 2;
        int taken = at.end
                - at.transport
                - header
                + ((flags & TcpFlag.SYN.bit()) == 0 ? 0 : 1)
                + ((flags & TcpFlag.FIN.bit()) == 0 ? 0 : 1);
        Integer expected = next.put(flow.get(), sequence + taken);
        Integer others = next.get(flow.get().reversed());
        if (others == null && (flags & TcpFlag.ACK.bit()) != 0) {
            next.put(flow.get().reversed(), acknowledged);
        }
        boolean known = (flags & TcpFlag.ACK.bit()) == 0 || others == null || acknowledged - others <= 0;
        return (expected == null || expected == sequence) && known;
    }

    private static Packet packet(CasePacket each) {
        byte[] frame = each.frame().toArray();
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, each.port(), 0);
        return packet;
    }
}
