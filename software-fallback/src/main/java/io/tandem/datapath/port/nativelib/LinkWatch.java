package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.datapath.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Follows the interfaces of all open ports, in one thread that lives as long as one of them. It sleeps until the kernel
 * says that some interface changed (rtnetlink(7), group RTMGRP_LINK) and then asks for each of its own; so a message
 * that was lost or that nobody understands cannot leave a stale state behind.
 */
final class LinkWatch implements Runnable {
    private static final int SOCKADDR_NL_BYTES = 12;
    private static final int GROUPS_AT = 8;
    private static final int POLLFD_BYTES = 8;
    private static final int EVENTS_AT = 4;
    private static final int MESSAGES_BYTES = 1 << 16;
    private static final int FOR_EVER = -1;

    private static @Nullable LinkWatch running;

    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final Libc libc = new Libc();
    private final Arena arena = Arena.ofShared();
    private final InterfaceControl control;
    private final int news;
    private final int wake;
    private final Thread thread = new Thread(this, "link watch");
    private volatile boolean ended;

    private LinkWatch(InterfaceControl control, int news, int wake) {
        this.control = control;
        this.news = news;
        this.wake = wake;
        thread.setDaemon(true);
    }

    /** Keeps a link fresh until {@link #forget}. */
    static synchronized void follow(Link link) throws PortException {
        LinkWatch watch = running;
        if (watch == null) {
            watch = open(link.name());
            running = watch;
            watch.thread.start();
        }
        watch.links.add(link);
        watch.wakeUp();
    }

    /** Forgets a link; ends the thread with the last one, and waits for that. */
    static synchronized void forget(Link link) {
        LinkWatch watch = running;
        if (watch == null || !watch.links.remove(link) || !watch.links.isEmpty()) {
            return;
        }
        running = null;
        watch.ended = true;
        watch.wakeUp();
        boolean interrupted = false;
        while (watch.thread.isAlive()) {
            try {
                watch.thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static LinkWatch open(String port) throws PortException {
        Libc libc = new Libc();
        InterfaceControl control = InterfaceControl.open(port);
        int news = -1;
        int wake = -1;
        try (Arena arena = Arena.ofConfined()) {
            int type = Uapi.SOCK_RAW | Uapi.O_CLOEXEC | Uapi.O_NONBLOCK;
            news = Errno.check(port, "socket(NETLINK_ROUTE)", libc.socket(Uapi.AF_NETLINK, type, Uapi.NETLINK_ROUTE));
            MemorySegment address = arena.allocate(SOCKADDR_NL_BYTES, Integer.BYTES);
            address.set(JAVA_SHORT, 0, (short) Uapi.AF_NETLINK);
            address.set(JAVA_INT, GROUPS_AT, Uapi.RTMGRP_LINK);
            Errno.check(port, "bind(NETLINK_ROUTE, RTMGRP_LINK)", libc.bind(news, address));
            wake = Errno.check(port, "eventfd", libc.eventfd(Uapi.O_CLOEXEC | Uapi.O_NONBLOCK));
            return new LinkWatch(control, news, wake);
        } catch (PortException e) {
            if (news >= 0) {
                libc.close(news);
            }
            control.close();
            throw e;
        }
    }

    private void wakeUp() {
        try (Arena memory = Arena.ofConfined()) {
            new Libc().write(wake, memory.allocateFrom(java.lang.foreign.ValueLayout.JAVA_LONG, 1L), Long.BYTES);
        }
    }

    @Override
    public void run() {
        MemorySegment both = arena.allocate(2 * POLLFD_BYTES, Integer.BYTES);
        MemorySegment messages = arena.allocate(MESSAGES_BYTES, Long.BYTES);
        listen(both, 0, news);
        listen(both, POLLFD_BYTES, wake);
        while (!ended) {
            libc.poll(both, 2, FOR_EVER);
            libc.read(wake, messages, Long.BYTES);
            int answer;
            do {
                answer = libc.recv(news, messages, Uapi.MSG_DONTWAIT);
            } while (answer > 0);
            for (Link link : links) {
                link.refresh(control);
            }
        }
        libc.close(news);
        libc.close(wake);
        control.close();
        arena.close();
    }

    private static void listen(MemorySegment descriptors, int at, int descriptor) {
        descriptors.set(JAVA_INT, at, descriptor);
        descriptors.set(JAVA_SHORT, at + EVENTS_AT, Uapi.POLLIN);
    }
}
