/** Meters: limits on the packets or bits of a second that many flows share. */
@NullMarked
package io.tandem.datapath.meter;

import org.jspecify.annotations.NullMarked;
