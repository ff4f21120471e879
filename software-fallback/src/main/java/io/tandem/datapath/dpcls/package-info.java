/** The megaflow classifier: a subtable for each mask, a classifier for each ingress port. */
@NullMarked
package io.tandem.datapath.dpcls;

import org.jspecify.annotations.NullMarked;
