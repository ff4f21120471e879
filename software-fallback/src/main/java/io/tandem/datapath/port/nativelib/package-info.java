/**
 * Ports of the Linux kernel: packet sockets, XDP sockets, TAP. {@code NativePorts} is the
 * door of this room.
 */
@NullMarked
package io.tandem.datapath.port.nativelib;

import org.jspecify.annotations.NullMarked;
