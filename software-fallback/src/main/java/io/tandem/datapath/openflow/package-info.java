/** Keys as OpenFlow match text, the form that {@code ovs-ofctl} prints. */
@NullMarked
package io.tandem.datapath.openflow;

import org.jspecify.annotations.NullMarked;
