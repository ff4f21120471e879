/** A TC flower filter as a value: where it is, what it matches, what it does. Source: linux/pkt_cls.h. */
@NullMarked
package io.tandem.tc.filter;

import org.jspecify.annotations.NullMarked;
