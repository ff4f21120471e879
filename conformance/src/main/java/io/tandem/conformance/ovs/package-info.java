/** The bytes that Open vSwitch itself sends to the kernel for a flow given as text. */
@NullMarked
package io.tandem.conformance.ovs;

import org.jspecify.annotations.NullMarked;
