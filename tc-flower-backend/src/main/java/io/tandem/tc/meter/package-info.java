/** Meters as police actions that rules share. */
@NullMarked
package io.tandem.tc.meter;

import org.jspecify.annotations.NullMarked;
