/** Where the headers of a packet lie, and the checksums that cover them. */
@NullMarked
package io.tandem.datapath.header;

import org.jspecify.annotations.NullMarked;
