/** Flows as the datapath holds them, found by ufid. */
@NullMarked
package io.tandem.datapath.table;

import org.jspecify.annotations.NullMarked;
