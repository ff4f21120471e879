/** Ports of the datapath on devices of DPDK. */
@NullMarked
package io.tandem.agent.dpdk;

import org.jspecify.annotations.NullMarked;
