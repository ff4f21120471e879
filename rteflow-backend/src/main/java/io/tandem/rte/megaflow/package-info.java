/** Rules back into megaflows: what a device reads in a rule. */
@NullMarked
package io.tandem.rte.megaflow;

import org.jspecify.annotations.NullMarked;
