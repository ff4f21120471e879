/** Benchmarks, run by {@code ./tandem bench}. */
@NullMarked
package io.tandem.conformance.bench;

import org.jspecify.annotations.NullMarked;
