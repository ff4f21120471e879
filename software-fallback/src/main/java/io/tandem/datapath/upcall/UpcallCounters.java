package io.tandem.datapath.upcall;

import io.tandem.datapath.execute.DropReason;
import java.util.Map;

/**
 * What became of the upcalls of one ingress port. What is neither answered nor lost waits, or is with a handler.
 *
 * @param port ingress port
 * @param asked upcalls that packet threads made
 * @param answered those that the slow path answered or took
 * @param lost those that it did not, by reason; only reasons that happened
 */
public record UpcallCounters(int port, long asked, long answered, Map<DropReason, Long> lost) {}
