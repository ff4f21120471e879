/** Which cores a thread runs on, by the C library. */
@NullMarked
package io.tandem.datapath.poll.nativelib;

import org.jspecify.annotations.NullMarked;
