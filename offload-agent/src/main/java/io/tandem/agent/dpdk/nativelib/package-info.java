/** Packets between the datapath's buffers and DPDK's mbufs. */
@NullMarked
package io.tandem.agent.dpdk.nativelib;

import org.jspecify.annotations.NullMarked;
