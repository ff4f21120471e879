package io.tandem.tc.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.tc.transport.TransportException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a dump goes on and ends. */
class DumpReaderTest {
    private static final int NEW = Rtnetlink.RTM_NEWTFILTER;
    private static final int MULTI = Rtnetlink.NLM_F_MULTI;

    private final DumpReader reader = new DumpReader();
    private final List<Byte> seen = new ArrayList<>();

    private boolean accept(Datagram datagram) throws TransportException {
        byte[] bytes = datagram.toBytes();
        return reader.accept(bytes, 0, bytes.length, this::note);
    }

    private void note(int type, byte[] bytes, int from, int to) {
        assertThat(type).isEqualTo(NEW);
        assertThat(to - from).isEqualTo(1);
        seen.add(bytes[from]);
    }

    private static byte[] one(int value) {
        return new byte[] {(byte) value};
    }

    @Test
    void messagesComeInOrderUntilItIsDone() throws TransportException {
        reader.begin(3, "dumping");
        assertThat(accept(new Datagram().message(NEW, MULTI, 3, one(1)).message(NEW, MULTI, 2, one(9))))
                .isFalse();
        assertThat(accept(new Datagram().message(NEW, MULTI, 3, one(2)).done(3, MULTI, 0)))
                .isTrue();
        assertThat(seen).containsExactly((byte) 1, (byte) 2);
    }

    @Test
    void anInterruptionIsToldAtTheEnd() throws TransportException {
        reader.begin(3, "dumping");
        accept(new Datagram().message(NEW, MULTI | Rtnetlink.NLM_F_DUMP_INTR, 3, one(1)));
        fails(Reason.INTERRUPTED_DUMP, new Datagram().done(3, MULTI, 0));
        assertThat(seen).hasSize(1);
        reader.begin(4, "dumping");
        assertThat(accept(new Datagram().done(4, MULTI, 0))).isTrue();
    }

    @Test
    void anErrorAtTheEndIsARefusal() {
        reader.begin(3, "dumping");
        fails(Reason.REFUSED, new Datagram().done(3, MULTI, 22));
        fails(Reason.REFUSED, new Datagram().ack(3, 22, 20, "no such chain", 0));
    }

    @Test
    void anAcknowledgementIsNoDump() {
        reader.begin(3, "dumping");
        fails(Reason.MALFORMED, new Datagram().ack(3, 0));
    }

    private void fails(Reason reason, Datagram datagram) {
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> accept(datagram))
                .withMessageStartingWith("dumping")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
