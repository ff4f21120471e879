/** Where filters go: priorities, handles, chains. */
@NullMarked
package io.tandem.tc.place;

import org.jspecify.annotations.NullMarked;
