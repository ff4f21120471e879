package io.tandem.datapath.poll;

import java.util.Optional;

/**
 * How a poll thread is.
 *
 * @param number of its packet thread
 * @param running false while it waits to be started again, and once it has ended for good
 * @param failures how often an error has ended it
 * @param lastFailure the last of these errors
 */
public record PollThreadState(int number, boolean running, long failures, Optional<Throwable> lastFailure) {}
