/** The simulated NIC's driver: megaflows become rules in its tables, frames go through it, counters come back. */
@NullMarked
package io.tandem.hwsim.driver;

import org.jspecify.annotations.NullMarked;
