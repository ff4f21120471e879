/** Capture files, in and out. */
@NullMarked
package io.tandem.datapath.capture;

import org.jspecify.annotations.NullMarked;
