/** Devices whose rules are rte_flow's. */
@NullMarked
package io.tandem.rte.device;

import org.jspecify.annotations.NullMarked;
