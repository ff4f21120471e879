package io.tandem.datapath.conntrack;

import io.tandem.action.OdpAction;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.FlowField;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.util.concurrent.TimeUnit;

/** Connection tracking with one thread and a clock, for tests: frames in, state in words out. */
final class Tracking {
    final Conntrack conntrack;
    final Tracker tracker;
    final Packet packet = PacketBatch.single();
    long now = 1;

    Tracking(ConntrackConfig config) {
        conntrack = new Conntrack(config);
        tracker = conntrack.tracker();
    }

    static CtRequest request(String action) {
        try {
            return CtRequest.of(
                    (OdpAction.Ct) OdpActionText.parse(action, PortNames.any()).getFirst());
        } catch (OdpParseException e) {
            throw new IllegalArgumentException(action, e);
        }
    }

    void pass(int seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    Tracker.Outcome track(byte[] frame, String action) {
        packet.set(frame, 0, frame.length, 1, now);
        return tracker.track(packet, request(action));
    }

    /** The state in words, in the order of the flags. */
    String state(byte[] frame, String action) {
        track(frame, action);
        return state(packet);
    }

    static String state(Packet packet) {
        long bits = get(packet, FlowField.CT_STATE);
        StringBuilder text = new StringBuilder();
        for (CtStateFlag flag : CtStateFlag.values()) {
            if ((bits & flag.bit()) != 0) {
                text.append(text.isEmpty() ? "" : "|").append(flag.text());
            }
        }
        return text.toString();
    }

    static long get(Packet packet, FlowField field) {
        return packet.metadata().word(field.word()) >>> field.shift() & field.ones();
    }

    byte[] bytes() {
        return bytes(packet);
    }

    static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.copyTo(bytes, 0);
        return bytes;
    }

    /** Sweeps often enough to look at the whole table. */
    int sweepAll() {
        int expired = 0;
        int sweeps = conntrack.bins() / conntrack.config().sweepBins() + 1;
        for (int i = 0; i < sweeps; i++) {
            expired += conntrack.sweep(now);
        }
        return expired;
    }
}
