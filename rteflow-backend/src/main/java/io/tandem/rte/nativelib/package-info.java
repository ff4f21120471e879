/**
 * DPDK's libraries: the only room of this backend that calls native code, touches native memory, or knows where a struct
 * of DPDK has its fields. Pointers are longs here, 0 for null.
 */
@NullMarked
package io.tandem.rte.nativelib;

import org.jspecify.annotations.NullMarked;
