/** Rules to whoever holds them. */
@NullMarked
package io.tandem.rte.transport;

import org.jspecify.annotations.NullMarked;
