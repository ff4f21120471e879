package io.tandem.rte.port;

import io.tandem.rte.nativelib.PortEvents;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The ports of this process by number, and the lives of each number: rules and all else in a driver end with one. Any thread. */
final class AttachedPorts {
    private static final ConcurrentMap<Integer, EthPort> PORTS = new ConcurrentHashMap<>();
    /** The present or last life of each port number. */
    private static final ConcurrentMap<Integer, Long> LIVES = new ConcurrentHashMap<>();

    private static final AtomicLong NEXT_LIFE = new AtomicLong(1);

    /** A port begins; one that had the number before is no port any more. */
    static void add(EthPort port) {
        EthPort before = PORTS.put(port.number(), port);
        if (before != null && before != port) {
            before.lost();
        }
        endLife(port.number());
    }

    /** Has lives end with the device's resets; answers 0 or a negative errno. */
    static int listen(int number) {
        return PortEvents.listen(number, AttachedPorts::endLife);
    }

    /** A port ends. */
    static void remove(EthPort port) {
        PORTS.remove(port.number(), port);
        endLife(port.number());
    }

    /** Whether this process has a port. */
    static boolean any() {
        return !PORTS.isEmpty();
    }

    /** Whether there is a port of that number, with its device. */
    static boolean has(int number) {
        EthPort port = PORTS.get(number);
        return port != null && !port.removed();
    }

    /** Whether one of the ports but this is such. */
    static boolean others(EthPort port, Predicate<EthPort> such) {
        return PORTS.values().stream().anyMatch(other -> other != port && such.test(other));
    }

    /** The number of the port of that name; empty where there is none. */
    static OptionalInt numberOf(String name) {
        return PORTS.values().stream()
                .filter(port -> port.name().equals(name) && !port.removed())
                .mapToInt(EthPort::number)
                .findAny();
    }

    /** Receive queues of the port of that number; 0 where there is none, before it was started, and without marks. */
    static int markedQueues(int number) {
        EthPort port = PORTS.get(number);
        return port == null || !port.handsUpMarks() ? 0 : port.rxQueues().size();
    }

    /** Whether the driver of the port of that number makes rules again from copies. */
    static boolean keepsRules(int number) {
        EthPort port = PORTS.get(number);
        return port != null && port.keepsRules();
    }

    /** Operations on rules that the queue of the port of that number holds; 0 where it has none. */
    static int ruleQueue(int number) {
        EthPort port = PORTS.get(number);
        return port == null ? 0 : port.ruleQueue();
    }

    /** A number that grows whenever the rules of a port are lost: it was attached, reset, stopped or taken away. */
    static long life(int number) {
        EthPort port = PORTS.get(number);
        if (port != null && port.removed() && PORTS.remove(number, port)) {
            endLife(number);
        }
        return LIVES.getOrDefault(number, 0L);
    }

    /** Says that the rules of a port are lost. */
    static void endLife(int number) {
        LIVES.put(number, NEXT_LIFE.getAndIncrement());
    }

    private AttachedPorts() {}
}
