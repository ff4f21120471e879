/** Connections in rules: what tags say of a packet of one. */
@NullMarked
package io.tandem.rte.track;

import org.jspecify.annotations.NullMarked;
