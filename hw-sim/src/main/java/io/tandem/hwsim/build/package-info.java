/** The executables of the simulated NIC, and their making. */
@NullMarked
package io.tandem.hwsim.build;

import org.jspecify.annotations.NullMarked;
