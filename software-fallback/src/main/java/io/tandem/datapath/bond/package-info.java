/** Bonds: ports that share what is sent to them. */
@NullMarked
package io.tandem.datapath.bond;

import org.jspecify.annotations.NullMarked;
