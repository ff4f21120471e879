/** What the simulated NIC would take of an FPGA: its RTL through yosys. */
@NullMarked
package io.tandem.conformance.synthesis;

import org.jspecify.annotations.NullMarked;
