package io.tandem.tc.link;

import io.tandem.tc.transport.TransportException;
import java.time.Duration;
import java.util.List;

/**
 * Follows the network interfaces. News only says that something changed; what it was is found by asking for all
 * interfaces again. So lost news leave nothing stale, and what changes twice in a moment is seen once. Used by one thread
 * at a time.
 */
public interface LinkWatch extends AutoCloseable {
    /** The interfaces after the last event that was answered; at first, those at the start of the watch. */
    List<Link> links();

    /**
     * Waits until some interface has changed.
     *
     * @param most how long
     * @return what changed since {@link #links()}; empty where nothing did in that time
     * @throws TransportException where the interfaces cannot be asked for; the watch goes on with the next call
     */
    List<LinkEvent> await(Duration most) throws TransportException;

    @Override
    void close();
}
