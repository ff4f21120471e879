/** The only room of the suites that calls native code: sockets of libc that Java does not have. */
@NullMarked
package io.tandem.conformance.nativelib;

import org.jspecify.annotations.NullMarked;
