package io.tandem.tc.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.tc.link.IngressQdisc;
import io.tandem.tc.link.IngressQdisc.Kind;
import io.tandem.tc.link.IngressQdiscs;
import io.tandem.tc.link.QdiscAddition;
import io.tandem.tc.link.QdiscRemoval;
import io.tandem.tc.transport.TransportException;
import io.tandem.validate.Errno;
import org.junit.jupiter.api.Test;

/** Qdiscs of the running kernel: ours and others'. */
class IngressQdiscsKernelTest {
    private static final int NO_SUCH_INTERFACE = 1 << 20;

    /** A test with an interface. */
    interface Body {
        void run(IngressQdiscs qdiscs, int ifindex) throws Exception;
    }

    private static void with(Body body) throws Exception {
        PrivateNetwork.run(() -> {
            PrivateNetwork.veth("left", "right");
            int ifindex = RouteLinks.open().byName("left").orElseThrow().ifindex();
            try (KernelTransport transport = KernelTransport.open()) {
                body.run(new IngressQdiscs(transport), ifindex);
            }
        });
    }

    @Test
    void oursComesAndGoes() throws Exception {
        with((qdiscs, ifindex) -> {
            IngressQdisc clsact = new IngressQdisc(ifindex, Kind.CLSACT, 0, 0);
            assertThat(qdiscs.find(ifindex)).isEmpty();
            assertThat(qdiscs.addClsact(ifindex)).isEqualTo(new QdiscAddition.Added(clsact));
            assertThat(qdiscs.find(ifindex)).contains(clsact);
            assertThat(PrivateNetwork.tc("qdisc", "show", "dev", "left")).contains("qdisc clsact ffff:");
            assertThat(qdiscs.addClsact(ifindex)).isEqualTo(new QdiscAddition.Found(clsact));
            assertThat(qdiscs.addIngress(ifindex, 7)).isEqualTo(new QdiscAddition.Found(clsact));
            assertThat(qdiscs.remove(ifindex)).isEqualTo(new QdiscRemoval.Removed(clsact));
            assertThat(PrivateNetwork.tc("qdisc", "show", "dev", "left")).doesNotContain("clsact");
            assertThat(qdiscs.remove(ifindex)).isEqualTo(new QdiscRemoval.Absent());
        });
    }

    @Test
    void aSharedBlockIsSeen() throws Exception {
        with((qdiscs, ifindex) -> {
            IngressQdisc shared = new IngressQdisc(ifindex, Kind.INGRESS, 7, 0);
            assertThat(qdiscs.addIngress(ifindex, 7)).isEqualTo(new QdiscAddition.Added(shared));
            assertThat(PrivateNetwork.tc("qdisc", "show", "dev", "left")).contains("ingress_block 7");
            assertThat(qdiscs.find(ifindex)).contains(shared);
            assertThat(qdiscs.remove(ifindex)).isEqualTo(new QdiscRemoval.Removed(shared));
        });
    }

    @Test
    void othersAreLeftAlone() throws Exception {
        with((qdiscs, ifindex) -> {
            PrivateNetwork.tc("qdisc", "add", "dev", "left", "ingress_block", "5", "egress_block", "6", "clsact");
            IngressQdisc foreign = new IngressQdisc(ifindex, Kind.CLSACT, 5, 6);
            assertThat(qdiscs.addClsact(ifindex)).isEqualTo(new QdiscAddition.Found(foreign));
            assertThat(qdiscs.remove(ifindex)).isEqualTo(new QdiscRemoval.Foreign(foreign));
            assertThat(qdiscs.find(ifindex)).contains(foreign);
        });
    }

    @Test
    void oursThatSomebodyReplacedIsForeign() throws Exception {
        with((qdiscs, ifindex) -> {
            qdiscs.addClsact(ifindex);
            PrivateNetwork.tc("qdisc", "del", "dev", "left", "clsact");
            PrivateNetwork.tc("qdisc", "add", "dev", "left", "ingress");
            assertThat(qdiscs.remove(ifindex))
                    .isEqualTo(new QdiscRemoval.Foreign(new IngressQdisc(ifindex, Kind.INGRESS, 0, 0)));
        });
    }

    @Test
    void aMissingInterfaceIsTold() throws Exception {
        with((qdiscs, ifindex) -> {
            assertThat(qdiscs.addClsact(NO_SUCH_INTERFACE))
                    .isEqualTo(new QdiscAddition.Refused(Errno.ENODEV.number(), ""));
            assertThat(qdiscs.remove(NO_SUCH_INTERFACE)).isEqualTo(new QdiscRemoval.Absent());
            assertThatExceptionOfType(TransportException.class)
                    .isThrownBy(() -> qdiscs.find(NO_SUCH_INTERFACE))
                    .withMessageContaining("ENODEV");
        });
    }

    @Test
    void oursGoesWithItsInterface() throws Exception {
        with((qdiscs, ifindex) -> {
            qdiscs.addClsact(ifindex);
            PrivateNetwork.ip("link", "del", "left");
            assertThat(qdiscs.remove(ifindex)).isEqualTo(new QdiscRemoval.Absent());
        });
    }
}
