/** What is asked of a datapath's flow table, and how it answers: one operation, one answer of its own. */
@NullMarked
package io.tandem.operation;

import org.jspecify.annotations.NullMarked;
