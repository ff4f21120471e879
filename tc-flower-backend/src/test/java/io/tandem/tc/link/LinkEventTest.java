package io.tandem.tc.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What happened between two lists of interfaces. */
class LinkEventTest {
    private static Link link(int ifindex, String name, boolean up) {
        return new Link(name, ifindex, "veth", up, up, 0x0200_0000_0001L);
    }

    @Test
    void interfacesComeChangeAndGo() {
        Link stays = link(1, "a", true);
        Link before = link(2, "b", false);
        Link after = link(2, "c", false);
        Link gone = link(3, "d", true);
        Link fresh = link(4, "d", true);
        assertThat(LinkEvent.between(List.of(stays, before, gone), List.of(stays, after, fresh)))
                .containsExactly(
                        new LinkEvent.Removed(gone), new LinkEvent.Changed(before, after), new LinkEvent.Added(fresh));
    }

    @Test
    void nothingHappensToTheSameList() {
        assertThat(LinkEvent.between(List.of(link(1, "a", true)), List.of(link(1, "a", true))))
                .isEmpty();
    }

    @Test
    void addressesReadFromTheFirstByte() {
        assertThat(link(1, "a", true).macText()).isEqualTo("02:00:00:00:00:01");
    }
}
