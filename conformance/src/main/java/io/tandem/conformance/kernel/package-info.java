/** The openvswitch module of the kernel, spoken to by generic netlink, and what it says of flows given as bytes. */
@NullMarked
package io.tandem.conformance.kernel;

import org.jspecify.annotations.NullMarked;
