/** How requests for traffic control reach whoever has the rules: the kernel, or a driver that takes the same bytes. */
@NullMarked
package io.tandem.tc.transport;

import org.jspecify.annotations.NullMarked;
