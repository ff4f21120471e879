package io.tandem.datapath.tunnel;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;

/** One packet and what tests ask of it. */
final class TunnelBench {
    final Packet packet = PacketBatch.single();

    /** Takes in a frame. */
    Packet take(byte[] frame) {
        packet.set(frame, 0, frame.length, 1, 1_000_000_000L);
        return packet;
    }

    /** Takes in what a tunnel is to carry: a frame, or what is behind its Ethernet header of 14 bytes. */
    Packet take(byte[] frame, boolean ip) {
        take(frame);
        if (ip) {
            int type = packet.u16(12);
            packet.remove(0, 14);
            packet.metadata().set(FlowField.PACKET_TYPE_NS, 1);
            packet.metadata().set(FlowField.PACKET_TYPE_ID, type == EtherType.IPV6 ? type : EtherType.IPV4);
        }
        return packet;
    }

    byte[] bytes() {
        byte[] bytes = new byte[packet.length()];
        packet.copyTo(bytes, 0);
        return bytes;
    }

    /** The packet's tunnel key without the UDP source port. */
    FlowKey tunnel() {
        long[] words = new long[FlowField.WORDS];
        for (int i = FlowField.TUNNEL_ID.word(); i < words.length; i++) {
            words[i] = packet.metadata().word(i);
        }
        FlowField port = FlowField.TUNNEL_TP_SRC;
        words[port.word()] &= ~(port.ones() << port.shift());
        return FlowKey.ofWords(words);
    }
}
