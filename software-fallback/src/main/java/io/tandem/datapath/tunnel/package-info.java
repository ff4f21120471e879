/** Tunnels: headers pushed and popped, and where encapsulated packets go. */
@NullMarked
package io.tandem.datapath.tunnel;

import org.jspecify.annotations.NullMarked;
