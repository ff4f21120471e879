package io.tandem.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The kernel of this machine: it has the controller of generic netlink, whatever else it lacks. */
class GenericNetlinkTest {
    @Test
    void findsTheControllersOwnFamily() throws Exception {
        try (GenericNetlink netlink = GenericNetlink.open()) {
            assertThat(netlink.family("nlctrl")).contains(16);
        }
    }

    @Test
    void findsNoFamilyThatIsNot() throws Exception {
        try (GenericNetlink netlink = GenericNetlink.open()) {
            assertThat(netlink.family("tandem_no_such")).isEmpty();
            Answer answer = netlink.request(16, 99, 1, 0, new byte[0], new byte[0]);
            assertThat(answer.errno()).isPositive();
        }
    }
}
