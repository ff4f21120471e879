/** Counters: what a device reports, and what a flow's owner is told. */
@NullMarked
package io.tandem.stats;

import org.jspecify.annotations.NullMarked;
