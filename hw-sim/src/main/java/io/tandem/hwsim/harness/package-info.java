/** The NIC's process: started, spoken to with time limits, and ended. */
@NullMarked
package io.tandem.hwsim.harness;

import org.jspecify.annotations.NullMarked;
