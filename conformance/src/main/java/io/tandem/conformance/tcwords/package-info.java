/** What tc puts into a kernel and what Tandem puts there for the same words: examples of the manual, the kernel's own cases. */
@NullMarked
package io.tandem.conformance.tcwords;

import org.jspecify.annotations.NullMarked;
