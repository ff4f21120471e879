/** Filters as the kernel holds them: put in, taken out, read back, and compared with what was asked for. */
@NullMarked
package io.tandem.tc.held;

import org.jspecify.annotations.NullMarked;
