/** The actions of a megaflow as rte_flow's. */
@NullMarked
package io.tandem.rte.act;

import org.jspecify.annotations.NullMarked;
