/** An rte_flow rule as a value; the tables of what its items match and its actions set. */
@NullMarked
package io.tandem.rte.flow;

import org.jspecify.annotations.NullMarked;
