/** Flows as bytes with the kernel's verdict on each: the corpus, and the judge that runs in the guest. */
@NullMarked
package io.tandem.conformance.verdict;

import org.jspecify.annotations.NullMarked;
