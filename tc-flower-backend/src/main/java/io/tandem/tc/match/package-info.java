/** The match of a megaflow as flower keys, and the other way round. */
@NullMarked
package io.tandem.tc.match;

import org.jspecify.annotations.NullMarked;
