/** How fast rules get into TC, and out of it: Tandem, {@code tc} and Open vSwitch side by side on one kernel. */
@NullMarked
package io.tandem.conformance.tcspeed;

import org.jspecify.annotations.NullMarked;
