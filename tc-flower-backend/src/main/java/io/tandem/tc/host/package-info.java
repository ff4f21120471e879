/** What a rule is made for: what the kernel can, its ports, chains and meters; and how a translation ends without one. */
@NullMarked
package io.tandem.tc.host;

import org.jspecify.annotations.NullMarked;
