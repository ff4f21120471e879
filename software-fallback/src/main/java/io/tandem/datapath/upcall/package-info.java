/** What happens to packets that no flow matches. */
@NullMarked
package io.tandem.datapath.upcall;

import org.jspecify.annotations.NullMarked;
