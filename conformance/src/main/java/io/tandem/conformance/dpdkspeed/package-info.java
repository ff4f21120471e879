/** How fast packets pass between two DPDK ports: Tandem and Open vSwitch side by side on one machine. */
@NullMarked
package io.tandem.conformance.dpdkspeed;

import org.jspecify.annotations.NullMarked;
