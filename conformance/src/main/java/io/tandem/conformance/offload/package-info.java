/** Which flows Open vSwitch and Tandem put into TC, and whether their filters match the same packets. */
@NullMarked
package io.tandem.conformance.offload;

import org.jspecify.annotations.NullMarked;
