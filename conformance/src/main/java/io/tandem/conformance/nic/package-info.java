/** Random rules in the simulated NIC and random packets through it, against the software datapath. */
@NullMarked
package io.tandem.conformance.nic;

import org.jspecify.annotations.NullMarked;
