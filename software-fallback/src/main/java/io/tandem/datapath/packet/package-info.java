/** Packets in native memory, and batches of them. */
@NullMarked
package io.tandem.datapath.packet;

import org.jspecify.annotations.NullMarked;
