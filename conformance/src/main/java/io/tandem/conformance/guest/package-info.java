/** The guest: a Debian kernel under QEMU that runs programs of this machine against the real openvswitch module. */
@NullMarked
package io.tandem.conformance.guest;

import org.jspecify.annotations.NullMarked;
