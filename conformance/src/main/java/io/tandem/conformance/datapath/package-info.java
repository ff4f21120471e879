/** Packets through flows, on several datapaths: cases, what came of them, and how that is compared. */
@NullMarked
package io.tandem.conformance.datapath;

import org.jspecify.annotations.NullMarked;
