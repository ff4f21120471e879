/** Where packets come in and leave: queues for packet threads, link state, counters. */
@NullMarked
package io.tandem.datapath.port;

import org.jspecify.annotations.NullMarked;
