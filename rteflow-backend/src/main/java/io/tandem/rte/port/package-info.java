/** Ethernet ports of DPDK: what they can do, their queues, their counters. */
@NullMarked
package io.tandem.rte.port;

import org.jspecify.annotations.NullMarked;
