/** Turns packets into packed flow keys. */
@NullMarked
package io.tandem.datapath.miniflow;

import org.jspecify.annotations.NullMarked;
