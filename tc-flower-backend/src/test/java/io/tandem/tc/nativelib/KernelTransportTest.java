package io.tandem.tc.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tandem.tc.link.IngressQdiscs;
import io.tandem.tc.link.QdiscAddition;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.transport.TransportException.Reason;
import io.tandem.validate.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Requests to the running kernel. */
class KernelTransportTest {
    private static final int NO_SUCH_INTERFACE = 1 << 20;
    private static final int SMALLEST_BUFFER = 4_096;

    /** An interface that takes filters. */
    private static int device(KernelTransport transport) throws Exception {
        PrivateNetwork.veth("left", "right");
        int ifindex = RouteLinks.open().byName("left").orElseThrow().ifindex();
        assertThat(new IngressQdiscs(transport).addClsact(ifindex)).isInstanceOf(QdiscAddition.Added.class);
        return ifindex;
    }

    @Test
    void aThousandFiltersAreAnsweredInOrder() throws Exception {
        PrivateNetwork.run(() -> {
            try (KernelTransport transport = KernelTransport.open()) {
                int ifindex = device(transport);
                List<TcRequest> batch = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    int place = i % 10 == 3 ? NO_SUCH_INTERFACE : ifindex;
                    batch.add(TcBytes.filter(place, 1 + i % 7, i % 2 == 0 ? Rtnetlink.NLM_F_ECHO : 0));
                }
                List<TcAnswer> answers = transport.send(batch);
                assertThat(answers).hasSize(1_000);
                for (int i = 0; i < 1_000; i++) {
                    TcAnswer answer = answers.get(i);
                    assertThat(answer.errno())
                            .as(i + " " + answer.text())
                            .isEqualTo(i % 10 == 3 ? Errno.ENODEV.number() : 0);
                    assertThat(answer.echoed()).as("echo of " + i).hasSize(i % 2 == 0 ? 1 : 0);
                }
                assertThat(answers.getFirst().echoed().getFirst().type()).isEqualTo(Rtnetlink.RTM_NEWTFILTER);
                assertThat(dumped(transport, ifindex)).isEqualTo(900);
            }
        });
    }

    @Test
    void noBatchOverflowsTheSmallestBuffers() throws Exception {
        PrivateNetwork.run(() -> {
            try (KernelTransport transport = KernelTransport.open(KernelTransport.PATIENCE, SMALLEST_BUFFER)) {
                int ifindex = device(transport);
                List<TcRequest> batch = new ArrayList<>();
                for (int i = 0; i < 600; i++) {
                    String kind = i % 3 == 0 ? "flower" : "bpf";
                    batch.add(TcBytes.filter(ifindex, 1 + i % 3, kind, i % 2 == 0 ? Rtnetlink.NLM_F_ECHO : 0));
                }
                assertThat(transport.send(batch)).hasSize(600);
            }
        });
    }

    @Test
    void theKernelsWordsReachTheUser() throws Exception {
        PrivateNetwork.run(() -> {
            try (KernelTransport transport = KernelTransport.open()) {
                int ifindex = device(transport);
                TcAnswer classifier = transport
                        .send(List.of(TcBytes.filter(ifindex, 1, "nosuchkind", 0)))
                        .getFirst();
                assertThat(classifier.text()).isEqualTo("ENOENT: TC classifier not found");
                TcAnswer device = transport
                        .send(List.of(TcBytes.filter(NO_SUCH_INTERFACE, 1, 0)))
                        .getFirst();
                assertThat(device.text()).isEqualTo("ENODEV");
            }
        });
    }

    @Test
    void nothingIsAnsweredToNothing() throws Exception {
        PrivateNetwork.run(() -> {
            try (KernelTransport transport = KernelTransport.open()) {
                assertThat(transport.send(List.of())).isEmpty();
            }
        });
    }

    @Test
    void whoMayNotIsToldWhatToDo() throws Exception {
        PrivateNetwork.run(() -> {
            PrivateNetwork.becomeNobody();
            try (KernelTransport transport = KernelTransport.open()) {
                fails(
                        Reason.NO_PERMISSION,
                        "EPERM; run as root, or give the program cap_net_admin",
                        () -> transport.send(List.of(TcBytes.filter(1, 1, 0), TcBytes.filter(1, 2, 0))));
                assertThat(dumped(transport, 1)).isZero();
            }
        });
    }

    @Test
    void aDumpThatChangesMeanwhileIsTold() throws Exception {
        PrivateNetwork.run(() -> {
            try (KernelTransport transport = KernelTransport.open()) {
                for (int i = 0; i < 40; i++) {
                    PrivateNetwork.veth("left" + i, "right" + i);
                }
                int[] seen = {0};
                fails(
                        Reason.INTERRUPTED_DUMP,
                        "ask again",
                        () -> transport.dump(TcBytes.links(), (type, bytes, from, to) -> {
                            if (seen[0]++ == 0) {
                                vanish("left39");
                            }
                        }));
                assertThat(seen[0]).isGreaterThan(1);
                seen[0] = 0;
                transport.dump(TcBytes.links(), (type, bytes, from, to) -> seen[0]++);
                assertThat(seen[0]).isEqualTo(79);
            }
        });
    }

    private static void vanish(String name) {
        try {
            PrivateNetwork.ip("link", "del", name);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aConsumerThatThrowsLeavesTheTransportUsable() throws Exception {
        PrivateNetwork.run(() -> {
            try (KernelTransport transport = KernelTransport.open()) {
                int ifindex = device(transport);
                transport.send(Collections.nCopies(1_200, TcBytes.filter(ifindex, 1, 0)));
                for (TcRequest request : List.of(TcBytes.filters(ifindex), TcBytes.links())) {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> transport.dump(request, (type, bytes, from, to) -> {
                                throw new IllegalStateException("enough");
                            }))
                            .withMessage("enough");
                    assertThat(dumped(transport, ifindex)).isEqualTo(1_200);
                }
            }
        });
    }

    @Test
    void aDumpOfWhatIsUnknownIsRefusedWithWords() throws Exception {
        PrivateNetwork.run(() -> {
            try (KernelTransport transport = KernelTransport.open()) {
                TcRequest tooShort = new TcRequest(Rtnetlink.RTM_GETLINK, 0, new byte[4]);
                fails(
                        Reason.REFUSED,
                        "EINVAL: Invalid header for link dump",
                        () -> transport.dump(tooShort, (type, bytes, from, to) -> {}));
                assertThat(dumped(transport, 1)).isZero();
            }
        });
    }

    @Test
    void silenceIsATimeout() throws Exception {
        PrivateNetwork.run(() -> {
            try (LibnlSocket socket = LibnlSocket.open(Duration.ofMillis(30), SMALLEST_BUFFER)) {
                fails(Reason.TIMEOUT, "nl_recv: EAGAIN", () -> socket.receive(new byte[LibnlSocket.DATAGRAM_BYTES]));
            }
        });
    }

    @Test
    void aClosedTransportSaysSo() throws Exception {
        PrivateNetwork.run(() -> {
            KernelTransport transport = KernelTransport.open();
            transport.close();
            transport.close();
            fails(Reason.GONE, "the socket is closed", () -> transport.send(List.of()));
            fails(Reason.GONE, "the socket is closed", () -> dumped(transport, 1));
        });
    }

    private static int dumped(KernelTransport transport, int ifindex) throws TransportException {
        int[] count = {0};
        transport.dump(TcBytes.filters(ifindex), (type, bytes, from, to) -> {
            assertThat(type).isEqualTo(Rtnetlink.RTM_NEWTFILTER);
            // The priority itself is an object without a handle.
            count[0] += bytes[from + 8] != 0 || bytes[from + 9] != 0 ? 1 : 0;
        });
        return count[0];
    }

    private static void fails(Reason reason, String words, ThrowingCallable call) {
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(call)
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
