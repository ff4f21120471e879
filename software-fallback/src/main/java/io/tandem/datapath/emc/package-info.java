/** The exact match cache, the first lookup. */
@NullMarked
package io.tandem.datapath.emc;

import org.jspecify.annotations.NullMarked;
