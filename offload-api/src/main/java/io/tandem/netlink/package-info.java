/** The datapath ABI as netlink attributes: reading and writing keys and actions. */
@NullMarked
package io.tandem.netlink;

import org.jspecify.annotations.NullMarked;
