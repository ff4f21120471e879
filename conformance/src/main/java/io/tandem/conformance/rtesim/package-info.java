/** rte_flow over the simulated NIC: rules as C structs, read as a driver reads them. */
@NullMarked
package io.tandem.conformance.rtesim;

import org.jspecify.annotations.NullMarked;
