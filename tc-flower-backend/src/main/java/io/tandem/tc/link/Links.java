package io.tandem.tc.link;

import io.tandem.tc.transport.TransportException;
import java.util.List;
import java.util.Optional;

/** The network interfaces of a machine, asked for anew in each call. May be used by any thread. */
public interface Links {
    /** All of them, in the order of their indexes. */
    List<Link> all() throws TransportException;

    /** The interface of that name. */
    Optional<Link> byName(String name) throws TransportException;

    /** The interface of that index. */
    Optional<Link> byIndex(int ifindex) throws TransportException;

    /** Follows them from now on. The caller closes the watch. */
    LinkWatch watch() throws TransportException;
}
