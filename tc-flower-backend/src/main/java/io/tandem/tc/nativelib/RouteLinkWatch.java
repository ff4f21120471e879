package io.tandem.tc.nativelib;

import io.tandem.tc.link.Link;
import io.tandem.tc.link.LinkEvent;
import io.tandem.tc.link.LinkWatch;
import io.tandem.tc.link.Links;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.transport.TransportException.Reason;
import java.time.Duration;
import java.util.List;

/** Waits for news of the group RTNLGRP_LINK; {@link LinkWatch} says what it makes of them. Source: rtnetlink(7). */
final class RouteLinkWatch implements LinkWatch {
    private static final int RTNLGRP_LINK = 1;
    private static final int MOST_DATAGRAMS = 4_096;

    private final Links source;
    private final LibnlSocket news;
    private final byte[] datagram = new byte[LibnlSocket.DATAGRAM_BYTES];
    private List<Link> links = List.of();
    private boolean stale;

    private RouteLinkWatch(Links source, LibnlSocket news) {
        this.source = source;
        this.news = news;
    }

    /** Joins the group first and asks for the interfaces then, so that nothing falls in between. */
    static RouteLinkWatch open(Links source, LibnlSocket news) throws TransportException {
        try {
            news.listen(RTNLGRP_LINK);
            RouteLinkWatch watch = new RouteLinkWatch(source, news);
            watch.links = source.all();
            return watch;
        } catch (TransportException e) {
            news.close();
            throw e;
        }
    }

    @Override
    public List<Link> links() {
        return links;
    }

    @Override
    public List<LinkEvent> await(Duration most) throws TransportException {
        news.requireOpen("watching network interfaces");
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            long left = Math.max(0, end - System.nanoTime());
            stale |= news.await(
                    (int) Math.min(Integer.MAX_VALUE, Duration.ofNanos(left).toMillis()));
            List<LinkEvent> events = stale ? refresh() : List.of();
            if (!events.isEmpty() || System.nanoTime() - end >= 0) {
                return events;
            }
        }
    }

    private List<LinkEvent> refresh() throws TransportException {
        drain();
        List<Link> now = source.all();
        stale = false;
        List<LinkEvent> events = LinkEvent.between(links, now);
        links = now;
        return events;
    }

    @Override
    public void close() {
        news.close();
    }

    /** Receives what is there, or the most that may wait at once; lost and overlong news (NO_BUFFERS, MALFORMED) are news as well. */
    private void drain() throws TransportException {
        for (int i = 0; i < MOST_DATAGRAMS; i++) {
            try {
                news.receive(datagram);
            } catch (TransportException e) {
                if (e.reason() == Reason.TIMEOUT) {
                    return;
                }
                if (e.reason() != Reason.NO_BUFFERS && e.reason() != Reason.MALFORMED) {
                    throw e;
                }
            }
        }
    }
}
