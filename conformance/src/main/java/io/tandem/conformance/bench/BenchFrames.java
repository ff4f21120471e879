package io.tandem.conformance.bench;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.IpProto;
import java.nio.ByteBuffer;

/** Frames of 64 bytes, one after the other: UDP over IPv4 behind a VLAN tag. They have no checksums. */
final class BenchFrames {
    private static final int SIZE = 64;
    private static final int HEADERS_BEFORE_IP = 18;
    private static final int TTL = 64;

    private final ByteBuffer frames;
    private final int count;
    private int next;

    /** Room for that many frames. */
    BenchFrames(int count) {
        this.count = count;
        frames = ByteBuffer.allocate(count * SIZE);
    }

    /** The frame at that place becomes one whose key has these fields. */
    void put(int place, FlowKey key) {
        ByteBuffer to = frames.duplicate().position(place * SIZE);
        put48(to, key.get(FlowField.ETH_DST));
        put48(to, key.get(FlowField.ETH_SRC));
        to.putShort((short) EtherType.VLAN_8021Q).putShort((short) key.get(FlowField.VLAN_VID));
        to.putShort((short) EtherType.IPV4);
        to.putShort((short) 0x4500).putShort((short) (SIZE - HEADERS_BEFORE_IP)).putInt(0);
        to.put((byte) TTL).put((byte) IpProto.UDP).putShort((short) 0);
        to.putInt((int) key.get(FlowField.IPV4_SRC)).putInt((int) key.get(FlowField.IPV4_DST));
        to.putShort((short) key.get(FlowField.UDP_SRC)).putShort((short) key.get(FlowField.UDP_DST));
    }

    /** Fills a packet with the next frame, and begins again after the last. */
    void next(Packet packet) {
        packet.set(frames.array(), next * SIZE, SIZE, 1, 0);
        next = next + 1 == count ? 0 : next + 1;
    }

    private static void put48(ByteBuffer to, long address) {
        to.putShort((short) (address >>> 32)).putInt((int) address);
    }
}
