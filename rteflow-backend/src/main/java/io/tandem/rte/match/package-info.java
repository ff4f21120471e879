/** The match of a megaflow as pattern items. */
@NullMarked
package io.tandem.rte.match;

import org.jspecify.annotations.NullMarked;
