/** Flower filters as megaflows. */
@NullMarked
package io.tandem.tc.megaflow;

import org.jspecify.annotations.NullMarked;
