/** What happens to packets that no flow matches: questions to the slow path, their queues, and who answers them. */
@NullMarked
package io.tandem.datapath.upcall;

import org.jspecify.annotations.NullMarked;
