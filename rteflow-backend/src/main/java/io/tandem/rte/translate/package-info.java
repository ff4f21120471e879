/** A megaflow as an rte_flow rule, or the reason why there is none. */
@NullMarked
package io.tandem.rte.translate;

import org.jspecify.annotations.NullMarked;
