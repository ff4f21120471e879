/**
 * Ports of the Linux kernel: packet sockets, XDP sockets, TAP. The only room of the datapath that calls native code;
 * {@code NativePorts} is its door.
 */
@NullMarked
package io.tandem.datapath.port.nativelib;

import org.jspecify.annotations.NullMarked;
