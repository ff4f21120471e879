/**
 * libnl-3 and libnl-route-3: the only room of this backend that calls native code. Its doors are {@code KernelTransport}
 * and {@code RouteLinks}.
 */
@NullMarked
package io.tandem.tc.nativelib;

import org.jspecify.annotations.NullMarked;
