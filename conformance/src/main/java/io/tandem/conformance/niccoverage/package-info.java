/** Which lines of the NIC's RTL the suites run. */
@NullMarked
package io.tandem.conformance.niccoverage;

import org.jspecify.annotations.NullMarked;
