/** {@code tandem conformance ...}. */
@NullMarked
package io.tandem.conformance.cli;

import org.jspecify.annotations.NullMarked;
