/** Megaflows as rte_flow patterns. */
@NullMarked
package io.tandem.rte.pattern;

import org.jspecify.annotations.NullMarked;
