/** Carries out actions on packets. */
@NullMarked
package io.tandem.datapath.execute;

import org.jspecify.annotations.NullMarked;
