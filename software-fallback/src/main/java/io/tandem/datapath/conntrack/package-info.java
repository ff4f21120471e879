/** Connections: what they are, which packets belong to them, and the translation of their addresses. */
@NullMarked
package io.tandem.datapath.conntrack;

import org.jspecify.annotations.NullMarked;
