/** TC rules held by the simulated NIC, against the software datapath. */
@NullMarked
package io.tandem.conformance.tcsim;

import org.jspecify.annotations.NullMarked;
