package io.tandem.conformance.tcwords;

import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.transport.TcAnswer;
import java.util.Optional;

/** What became of a command line of tc that Tandem was given. */
sealed interface Attempt {
    /**
     * The kernel took it.
     *
     * @param filter what was asked for, where it was a filter
     */
    record Taken(Optional<TcFilter> filter) implements Attempt {}

    /** The kernel refused it. */
    record Refused(TcAnswer answer) implements Attempt {}

    /** Tandem's parser refused it as tc does: malformed. */
    record Malformed(String why) implements Attempt {}

    /** It is about something that no flow needs. */
    record Outside(String why) implements Attempt {}
}
