/** Rules in testpmd's words, given to testpmd. */
@NullMarked
package io.tandem.conformance.rtewords;

import org.jspecify.annotations.NullMarked;
