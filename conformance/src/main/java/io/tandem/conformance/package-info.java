/** The suites, the benchmarks and the reports. */
@NullMarked
package io.tandem.conformance;

import org.jspecify.annotations.NullMarked;
