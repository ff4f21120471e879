/** Megaflows as matches of cls_flower. */
@NullMarked
package io.tandem.tc.flower;

import org.jspecify.annotations.NullMarked;
