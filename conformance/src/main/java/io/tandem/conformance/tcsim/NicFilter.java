package io.tandem.conformance.tcsim;

import io.tandem.conformance.nicdriver.NicRule;
import io.tandem.flow.EtherType;
import io.tandem.tc.filter.TcFilter;

/**
 * A filter that the NIC's driver has taken.
 *
 * @param filter as it was asked for
 * @param rule what the NIC has of it
 */
record NicFilter(TcFilter filter, NicRule rule) {
    private static final int ETHERNET = 14;
    private static final int TAG = 4;

    /** True until the NIC lost it. */
    boolean held() {
        return rule.held();
    }

    long packets() {
        return rule.packets();
    }

    /** Bytes as TC counts them: without the Ethernet header and the first VLAN tag. */
    long bytes() {
        int leftOut = ETHERNET + (EtherType.isVlan(filter.id().protocol()) ? TAG : 0);
        return rule.bytes() - rule.packets() * leftOut;
    }
}
