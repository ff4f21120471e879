/** Where filters go: priorities, handles, chains, the indexes of meters; and who shall hold them. */
@NullMarked
package io.tandem.tc.place;

import org.jspecify.annotations.NullMarked;
