/** DPDK's environment in this process: its start, its memory, its errors. */
@NullMarked
package io.tandem.rte.eal;

import org.jspecify.annotations.NullMarked;
