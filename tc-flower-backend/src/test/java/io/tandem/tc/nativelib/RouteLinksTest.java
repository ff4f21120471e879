package io.tandem.tc.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.tc.link.Link;
import io.tandem.tc.link.LinkEvent;
import io.tandem.tc.link.LinkWatch;
import io.tandem.tc.link.Links;
import io.tandem.tc.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The network interfaces of the running kernel. */
class RouteLinksTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void interfacesAreFoundByNameAndIndex() throws Exception {
        PrivateNetwork.run(() -> {
            Links links = RouteLinks.open();
            PrivateNetwork.veth("left", "right");
            PrivateNetwork.ip("link", "set", "left", "address", "02:00:00:00:ab:01", "up");
            Link left = links.byName("left").orElseThrow();
            assertThat(left.kind()).isEqualTo("veth");
            assertThat(left.macText()).isEqualTo("02:00:00:00:ab:01");
            assertThat(left.up()).isTrue();
            assertThat(left.carrier()).isFalse();
            assertThat(links.byIndex(left.ifindex())).contains(left);
            Link right = links.byName("right").orElseThrow();
            assertThat(right.up()).isFalse();
            assertThat(links.all()).extracting(Link::name).containsExactlyInAnyOrder("lo", "left", "right");
            assertThat(links.all()).contains(left, right);
            Link loopback = links.byName("lo").orElseThrow();
            assertThat(loopback.kind()).isEmpty();
            PrivateNetwork.ip("link", "set", "right", "up");
            assertThat(links.byName("left").orElseThrow().carrier()).isTrue();
        });
    }

    @Test
    void whatDoesNotExistIsAbsent() throws Exception {
        PrivateNetwork.run(() -> {
            Links links = RouteLinks.open();
            assertThat(List.of(
                            links.byName("nothing"),
                            links.byName(""),
                            links.byName("longer-than-any-name"),
                            links.byName("l\0"),
                            links.byIndex(1 << 20),
                            links.byIndex(0),
                            links.byIndex(-1)))
                    .allMatch(Optional::isEmpty);
        });
    }

    @Test
    void aWatchSeesInterfacesComeAndVanish() throws Exception {
        PrivateNetwork.run(() -> {
            PrivateNetwork.veth("early", "other");
            Links links = RouteLinks.open();
            try (LinkWatch watch = links.watch()) {
                assertThat(watch.links()).extracting(Link::name).contains("early", "other");
                assertThat(watch.await(Duration.ZERO)).isEmpty();

                PrivateNetwork.veth("left", "right");
                assertThat(watch.await(LONG))
                        .containsExactlyInAnyOrder(
                                new LinkEvent.Added(links.byName("left").orElseThrow()),
                                new LinkEvent.Added(links.byName("right").orElseThrow()));

                Link before = links.byName("left").orElseThrow();
                PrivateNetwork.ip("link", "set", "left", "name", "renamed");
                Link after = links.byIndex(before.ifindex()).orElseThrow();
                assertThat(watch.await(LONG)).containsExactly(new LinkEvent.Changed(before, after));

                Link right = links.byName("right").orElseThrow();
                PrivateNetwork.ip("link", "del", "renamed");
                assertThat(watch.await(LONG))
                        .containsExactlyInAnyOrder(new LinkEvent.Removed(after), new LinkEvent.Removed(right));
                assertThat(watch.links()).isEqualTo(links.all());
            }
        });
    }

    @Test
    void newsThatWereLostLeaveNothingStale() throws Exception {
        PrivateNetwork.run(() -> {
            Links links = RouteLinks.open();
            LibnlSocket small = LibnlSocket.open(LONG, 1);
            try (LinkWatch watch = RouteLinkWatch.open(links, small)) {
                for (int i = 0; i < 12; i++) {
                    PrivateNetwork.veth("left" + i, "right" + i);
                }
                List<LinkEvent> events = new ArrayList<>(watch.await(LONG));
                assertThat(events).hasSize(24).allMatch(LinkEvent.Added.class::isInstance);
                PrivateNetwork.ip("link", "del", "left3");
                assertThat(watch.await(LONG)).hasSize(2);
                assertThat(watch.links()).isEqualTo(links.all());
            }
        });
    }

    @Test
    void aClosedWatchSaysSo() throws Exception {
        PrivateNetwork.run(() -> {
            LinkWatch watch = RouteLinks.open().watch();
            watch.close();
            assertThatExceptionOfType(TransportException.class)
                    .isThrownBy(() -> watch.await(Duration.ZERO))
                    .withMessageContaining("the socket is closed");
        });
    }
}
