/** What a rule is made for: what a device can, its ports, groups and meters; and how a translation ends without one. */
@NullMarked
package io.tandem.rte.host;

import org.jspecify.annotations.NullMarked;
