/** The signature match cache, the second lookup. */
@NullMarked
package io.tandem.datapath.smc;

import org.jspecify.annotations.NullMarked;
