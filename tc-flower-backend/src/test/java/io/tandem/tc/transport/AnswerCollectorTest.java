package io.tandem.tc.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.tc.transport.TransportException.Reason;
import io.tandem.validate.Errno;
import org.junit.jupiter.api.Test;

/** Which answer belongs to which request. */
class AnswerCollectorTest {
    private final AnswerCollector collector = new AnswerCollector();

    private void accept(Datagram datagram) throws TransportException {
        byte[] bytes = datagram.toBytes();
        collector.accept(bytes, 0, bytes.length);
    }

    @Test
    void answersStandInTheOrderOfTheRequests() throws TransportException {
        collector.begin(-1, 3);
        accept(new Datagram().ack(-1, 17).ack(0, 2, 6, "TC classifier not found", 36));
        assertThat(collector.missing()).isEqualTo(1);
        accept(new Datagram().ack(1, 0));
        assertThat(collector.missing()).isZero();
        assertThat(collector.answers()).extracting(TcAnswer::errno).containsExactly(17, 2, 0);
        TcAnswer refused = collector.answers().get(1);
        assertThat(refused.words()).isEqualTo("TC classifier not found");
        assertThat(refused.offset()).isEqualTo(36);
        assertThat(refused.text()).isEqualTo("ENOENT: TC classifier not found");
    }

    @Test
    void anEchoBelongsToTheAcknowledgementBehindIt() throws TransportException {
        collector.begin(5, 2);
        accept(new Datagram().ack(5, 0).message(Rtnetlink.RTM_NEWTFILTER, 0, 6, new byte[] {7, 8, 9}));
        accept(new Datagram().ack(6, 0));
        assertThat(collector.answers().get(0).echoed()).isEmpty();
        TcMessage echo = collector.answers().get(1).echoed().getFirst();
        assertThat(echo.type()).isEqualTo(Rtnetlink.RTM_NEWTFILTER);
        assertThat(echo.body()).containsExactly(7, 8, 9);
    }

    @Test
    void anAcknowledgementSaysThatThoseBeforeItAreDone() throws TransportException {
        collector.begin(5, 5);
        accept(new Datagram().message(Rtnetlink.RTM_DELTFILTER, 0, 5, new byte[] {7}));
        assertThat(collector.missing()).isEqualTo(5);
        accept(new Datagram().ack(7, 2));
        assertThat(collector.missing()).isEqualTo(2);
        accept(new Datagram().ack(9, 0));
        assertThat(collector.missing()).isZero();
        assertThat(collector.answers()).extracting(TcAnswer::errno).containsExactly(0, 0, 2, 0, 0);
        assertThat(collector.answers().getFirst().echoed()).hasSize(1);
    }

    @Test
    void aWarningReachesTheCaller() throws TransportException {
        collector.begin(1, 1);
        accept(new Datagram().ack(1, 0, 0, "skip_sw is ignored", 0));
        assertThat(collector.answers().getFirst().done()).isTrue();
        assertThat(collector.answers().getFirst().words()).isEqualTo("skip_sw is ignored");
    }

    @Test
    void answersToEarlierBatchesAreLeftOut() throws TransportException {
        collector.begin(10, 2);
        accept(new Datagram().ack(9, 22).ack(12, 22).message(Rtnetlink.RTM_NEWTFILTER, 0, 9, new byte[4]));
        assertThat(collector.missing()).isEqualTo(2);
        accept(new Datagram().ack(10, 0).ack(11, 0));
        assertThat(collector.answers()).containsExactly(TcAnswer.DONE, TcAnswer.DONE);
    }

    @Test
    void nothingIsKeptFromTheBatchBefore() throws TransportException {
        collector.begin(1, 2);
        accept(new Datagram()
                .message(Rtnetlink.RTM_NEWTFILTER, 0, 1, new byte[4])
                .ack(2, 22));
        collector.begin(3, 2);
        accept(new Datagram().ack(3, 0).ack(4, 0));
        assertThat(collector.answers()).containsExactly(TcAnswer.DONE, TcAnswer.DONE);
    }

    @Test
    void aSecondAnswerIsMalformed() throws TransportException {
        collector.begin(1, 2);
        refused(Reason.MALFORMED, new Datagram().ack(1, 0).ack(1, 0), "for request 0, which was answered");
    }

    @Test
    void aMessageThatIsCutShortSaysWhere() {
        collector.begin(1, 1);
        byte[] bytes = new Datagram().ack(1, 0).toBytes();
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> collector.accept(bytes, 0, bytes.length - 4))
                .withMessageContaining("at byte 0: a message of 36 bytes where 32 are left");
    }

    @Test
    void anErrorNumberThatIsNoneIsMalformed() {
        collector.begin(1, 1);
        refused(Reason.MALFORMED, new Datagram().ack(1, -5), "error number 5");
        refused(Reason.MALFORMED, new Datagram().ack(1, 5_000), "error number -5000");
    }

    @Test
    void anOverrunIsLostMemory() {
        collector.begin(1, 1);
        refused(
                Reason.NO_BUFFERS,
                new Datagram().message(Rtnetlink.NLMSG_OVERRUN, 0, 1, new byte[0]),
                "raise net.core.rmem_max");
    }

    @Test
    void errorsAreNamed() {
        assertThat(new TransportException(Reason.REFUSED, "asking", Errno.ENODEV.number(), "no device"))
                .hasMessage("asking: ENODEV: no device; see the words of the kernel");
        assertThat(new TransportException(Reason.REFUSED, "asking", 4_000, ""))
                .hasMessageStartingWith("asking: errno 4000;");
    }

    private void refused(Reason reason, Datagram datagram, String words) {
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> accept(datagram))
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
