/** rte_flow rules in DPDK's TAP driver, over a real kernel, with packets. */
@NullMarked
package io.tandem.conformance.rtetap;

import org.jspecify.annotations.NullMarked;
