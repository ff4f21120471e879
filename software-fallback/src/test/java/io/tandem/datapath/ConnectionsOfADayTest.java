package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Eight hours of connections through NAT, by the packets' own clock: nothing of them may be left. */
class ConnectionsOfADayTest {
    private static final int CONNECTIONS = 288_000;
    private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final int ACK = 0x10;
    private static final int FIN_ACK = 0x11;
    private static final int TCP_AT = 34;

    private final Conntrack conntrack = new Conntrack(ConntrackConfig.DEFAULT);
    private final Datapath datapath = new Datapath(
            new DatapathConfig(1, 2), new NoSlowPath(), ActionServices.none().with(conntrack));
    private final PacketThread thread = datapath.openThread();
    private final PacketBatch batch = new PacketBatch();
    private final byte[] last = new byte[Packet.MAX_FRAME];
    private int lastPort;
    private int lastLength;
    private long now = 1;

    private final class Recorder implements Port {
        private final int number;

        private Recorder(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public void transmit(Packet packet) {
            packet.copyTo(last, 0);
            lastLength = packet.length();
            lastPort = number;
        }
    }

    private void put(String match, String actions) throws Exception {
        OdpMatch parsed = OdpKeyText.parseMasked(match, PortNames.any());
        datapath.put(Megaflow.of(parsed.key(), parsed.mask(), OdpActionText.parse(actions, PortNames.any())));
    }

    @Test
    void leaveNothingBehind() throws Exception {
        datapath.attach(new Recorder(1));
        datapath.attach(new Recorder(2));
        put("recirc_id(0),in_port(1),eth_type(0x0800),ipv4(frag=no)", "ct(commit,zone=1,nat(src=192.0.2.1)),recirc(1)");
        put("recirc_id(1),in_port(1),eth_type(0x0800),ipv4(frag=no)", "2");
        put("recirc_id(0),in_port(2),eth_type(0x0800),ipv4(frag=no)", "ct(zone=1,nat),recirc(2)");
        put("recirc_id(2),in_port(2),ct_state(+rpl),eth_type(0x0800),ipv4(frag=no)", "1");
        int most = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            int port = 1024 + i % 60_000;
            if (i % 2 == 0) {
                send(1, header(Frames.udp(port, 53, 60)), 2);
                send(2, answer(), 1);
            } else {
                send(1, tcp(port, 1, 0, SYN), 2);
                send(2, flags(answer(), 1, 2, SYN_ACK), 1);
                send(1, tcp(port, 2, 2, ACK), 2);
                send(1, tcp(port, 2, 2, FIN_ACK), 2);
                send(2, flags(answer(), 2, 3, FIN_ACK), 1);
                send(1, tcp(port, 3, 3, ACK), 2);
            }
            now += APART_NANOS;
            if (i % 10 == 0) {
                sweep();
                most = Math.max(most, conntrack.connections());
            }
        }
        assertThat(most).as("connections at a time").isBetween(100, 10_000);
        now += TimeUnit.HOURS.toNanos(25);
        for (int i = 0; i < 3; i++) {
            sweep();
        }
        assertThat(conntrack.connections()).isZero();
        assertThat(conntrack.dump(now)).isEmpty();
        assertThat(datapath.counters().drops()).isEmpty();
        assertThat(datapath.counters().counted()).isEqualTo(datapath.counters().received());
        datapath.close();
    }

    private void sweep() {
        int sweeps = (conntrack.bins() + conntrack.config().sweepBins() - 1)
                / conntrack.config().sweepBins();
        for (int i = 0; i < sweeps; i++) {
            conntrack.sweep(now);
        }
    }

    private void send(int port, byte[] frame, int expected) {
        lastPort = 0;
        batch.clear();
        batch.add().set(frame, 0, frame.length, port, now);
        thread.process(batch);
        assertThat(lastPort).isEqualTo(expected);
    }

    /** What was sent last with addresses and ports turned round. */
    private byte[] answer() {
        byte[] frame = Arrays.copyOf(last, lastLength);
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int source = bytes.getInt(26);
        bytes.putInt(26, bytes.getInt(30)).putInt(30, source);
        short port = bytes.getShort(TCP_AT);
        bytes.putShort(TCP_AT, bytes.getShort(TCP_AT + 2)).putShort(TCP_AT + 2, port);
        return frame;
    }

    private static byte[] tcp(int port, int sequence, int acknowledged, int flags) {
        byte[] frame = Frames.udp(port, 80, 60);
        frame[23] = 6;
        ByteBuffer ip = ByteBuffer.wrap(frame);
        ip.putShort(16, (short) 40);
        return flags(frame, sequence, acknowledged, flags);
    }

    /** A TCP segment with right checksums. */
    private static byte[] flags(byte[] frame, int sequence, int acknowledged, int flags) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        bytes.putInt(TCP_AT + 4, sequence).putInt(TCP_AT + 8, acknowledged);
        bytes.putShort(TCP_AT + 12, (short) (0x5000 | flags)).putShort(TCP_AT + 14, (short) 0xffff);
        bytes.putInt(TCP_AT + 16, 0);
        header(frame);
        bytes.putShort(TCP_AT + 16, (short) ~sum(bytes, TCP_AT, TCP_AT + 20, 6 + 20 + sum(bytes, 26, TCP_AT, 0)));
        return frame;
    }

    /** The frame with a right IP header checksum. */
    private static byte[] header(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame).putShort(24, (short) 0);
        bytes.putShort(24, (short) ~sum(bytes, 14, TCP_AT, 0));
        return frame;
    }

    private static int sum(ByteBuffer bytes, int from, int end, int start) {
        int sum = start;
        for (int at = from; at < end; at += 2) {
            sum += bytes.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }
}
