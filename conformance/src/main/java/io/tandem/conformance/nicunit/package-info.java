/** Modules of the NIC's RTL, each alone, against Tandem's software, on random stimulus. */
@NullMarked
package io.tandem.conformance.nicunit;

import org.jspecify.annotations.NullMarked;
