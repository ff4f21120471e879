/** A megaflow as a flower rule, or the reason why there is none. */
@NullMarked
package io.tandem.tc.translate;

import org.jspecify.annotations.NullMarked;
