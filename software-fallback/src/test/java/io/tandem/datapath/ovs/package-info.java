/** The Open vSwitch of this machine, for tests that compare with it. */
@NullMarked
package io.tandem.datapath.ovs;

import org.jspecify.annotations.NullMarked;
