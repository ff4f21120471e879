/** What every translation of a megaflow into a rule has to account for: each bit of its mask. */
@NullMarked
package io.tandem.translate;

import org.jspecify.annotations.NullMarked;
