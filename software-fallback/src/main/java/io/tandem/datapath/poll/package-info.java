/** Threads that poll receive queues, which queue goes to which thread, and what becomes of a thread that fails. */
@NullMarked
package io.tandem.datapath.poll;

import org.jspecify.annotations.NullMarked;
