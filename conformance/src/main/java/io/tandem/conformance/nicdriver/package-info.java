/** What the drivers of the simulated NIC have in common, and cases of packets for devices over them. */
@NullMarked
package io.tandem.conformance.nicdriver;

import org.jspecify.annotations.NullMarked;
