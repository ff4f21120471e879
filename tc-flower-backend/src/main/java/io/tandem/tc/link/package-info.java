/** Network interfaces, and the qdiscs on them that filters hang on. */
@NullMarked
package io.tandem.tc.link;

import org.jspecify.annotations.NullMarked;
