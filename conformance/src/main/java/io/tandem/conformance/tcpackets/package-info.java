/** Packets through TC rules of a real kernel, against the software datapath. */
@NullMarked
package io.tandem.conformance.tcpackets;

import org.jspecify.annotations.NullMarked;
