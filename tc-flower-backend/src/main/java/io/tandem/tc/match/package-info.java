/** The match of a megaflow as flower keys. */
@NullMarked
package io.tandem.tc.match;

import org.jspecify.annotations.NullMarked;
