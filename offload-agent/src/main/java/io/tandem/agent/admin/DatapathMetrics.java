package io.tandem.agent.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tandem.agent.engine.DatapathView;
import io.tandem.agent.engine.DatapathView.PortView;
import io.tandem.agent.engine.DatapathView.ThreadView;
import io.tandem.agent.engine.MeterView;
import io.tandem.agent.json.DatapathJson;
import io.tandem.backend.MeterCounts;
import io.tandem.datapath.conntrack.ConntrackCounters;
import io.tandem.datapath.meter.MeterStats;
import io.tandem.datapath.poll.QueueLoad;
import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.upcall.UpcallCounters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The software datapath in numbers. Labels are ports, threads, reasons, meters with the devices that have them, and zones
 * that the configuration limits. One
 * thread at a time.
 */
final class DatapathMetrics {
    private static final String PACKETS = "packets";
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A counter that grows from scrape to scrape. */
    private static final class Count {
        private long value;
    }

    private record Row(String name, Tags tags) {}

    private final PrometheusMeterRegistry registry;
    private final Map<Row, Count> counts = new HashMap<>();
    private final MultiGauge up;
    private final MultiGauge running;
    private final MultiGauge pending;
    private final MultiGauge connections;
    private final MultiGauge zones;

    DatapathMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
        up = gauge("tandem.port.up", "1 while packets can pass through the port");
        running = gauge("tandem.thread.running", "1 while the poll thread runs, 0 while it waits to be started again");
        pending = gauge("tandem.pending.packets", "Packets that wait for the slow path");
        connections = gauge("tandem.conntrack.connections", "Connections in the table");
        zones = gauge("tandem.conntrack.zone.connections", "Connections of each zone that the configuration limits");
    }

    /** Takes over what there is to see now. */
    void update(DatapathView datapath) {
        datapath.ports().forEach(this::port);
        datapath.upcalls().forEach(this::upcalls);
        datapath.threads().forEach(this::thread);
        conntrack(datapath.conntrack());
        up.register(rows(datapath.ports(), DatapathMetrics::tags, port -> port.state() == LinkState.UP ? 1 : 0), true);
        running.register(
                rows(
                        datapath.threads(),
                        DatapathMetrics::tags,
                        thread -> thread.state().running() ? 1 : 0),
                true);
        pending.register(List.of(MultiGauge.Row.of(Tags.empty(), datapath.pending())), true);
        connections.register(
                List.of(MultiGauge.Row.of(Tags.empty(), datapath.conntrack().connections())), true);
        Map<Integer, Integer> sizes = datapath.conntrack().zones();
        zones.register(
                rows(
                        List.copyOf(datapath.limits().zoneLimits().keySet()),
                        zone -> Tags.of("zone", Integer.toString(zone)),
                        zone -> sizes.getOrDefault(zone, 0)),
                true);
    }

    /** Takes over what meters have counted by now. */
    void update(List<MeterView> meters) {
        for (MeterView meter : meters) {
            MeterStats software = meter.software();
            meter(
                    meter.id(),
                    "software",
                    new MeterCounts(software.packets(), software.bytes(), software.droppedPackets()));
            meter.devices().forEach((device, counts) -> meter(meter.id(), device, counts));
        }
    }

    private void meter(int id, String by, MeterCounts counts) {
        Tags tags = Tags.of("meter", Integer.toString(id), "by", by);
        counts.packets()
                .ifPresent(packets ->
                        count("tandem.meter.packets", PACKETS, "Packets that came to the meter", tags, packets));
        counts.bytes()
                .ifPresent(bytes ->
                        count("tandem.meter.bytes", "bytes", "Their bytes, whole frames without FCS", tags, bytes));
        counts.droppedPackets()
                .ifPresent(dropped -> count(
                        "tandem.meter.dropped.packets", PACKETS, "Packets beyond the meter's rate", tags, dropped));
    }

    private void port(PortView port) {
        Tags in = tags(port).and("direction", "rx");
        Tags out = tags(port).and("direction", "tx");
        String passed = "Packets that passed through the port";
        count("tandem.port.packets", PACKETS, passed, in, port.counters().rxPackets());
        count("tandem.port.packets", PACKETS, passed, out, port.counters().txPackets());
        String bytes = "Their bytes, whole frames without FCS";
        count("tandem.port.bytes", "bytes", bytes, in, port.counters().rxBytes());
        count("tandem.port.bytes", "bytes", bytes, out, port.counters().txBytes());
        port.counters().rxLost().forEach((reason, packets) -> lost(in, reason, packets));
        port.counters().txLost().forEach((reason, packets) -> lost(out, reason, packets));
    }

    private void lost(Tags tags, Enum<?> reason, long packets) {
        Tags reasoned = tags.and("reason", DatapathJson.word(reason));
        count("tandem.port.lost.packets", PACKETS, "Packets lost at the port", reasoned, packets);
    }

    private void upcalls(UpcallCounters upcalls) {
        Tags tags = Tags.of("port", Integer.toString(upcalls.port()));
        count("tandem.asked", "upcalls", "Upcalls of the port's packets", tags, upcalls.asked());
        count("tandem.answered", "upcalls", "Those that the slow path answered", tags, upcalls.answered());
        upcalls.lost()
                .forEach((reason, number) -> count(
                        "tandem.lost",
                        "upcalls",
                        "Those that it did not",
                        tags.and("reason", DatapathJson.word(reason)),
                        number));
    }

    private void thread(ThreadView thread) {
        Tags tags = tags(thread);
        for (QueueLoad queue : thread.queues()) {
            // A queue moves from thread to thread, and its counters with it.
            Tags own = Tags.of("port", Integer.toString(queue.port()), "queue", Integer.toString(queue.index()));
            count("tandem.queue.packets", PACKETS, "Packets that the queue has received", own, queue.packets());
            scaled(
                    "tandem.queue.busy.seconds",
                    "seconds",
                    "Time that these took",
                    own,
                    NANOS_PER_SECOND,
                    queue.busyNanos());
        }
        count(
                "tandem.thread.failures",
                "failures",
                "Errors that have ended the thread",
                tags,
                thread.state().failures());
    }

    private void conntrack(ConntrackCounters conntrack) {
        Tags none = Tags.empty();
        count("tandem.conntrack.created", "connections", "Connections that were made", none, conntrack.created());
        count("tandem.conntrack.expired", "connections", "Connections that were swept", none, conntrack.expired());
        String refused = "Packets that would have made a connection";
        count("tandem.conntrack.refused", PACKETS, refused, Tags.of("reason", "limit"), conntrack.limited());
        count("tandem.conntrack.refused", PACKETS, refused, Tags.of("reason", "exhausted"), conntrack.exhausted());
    }

    private void count(String name, String unit, String description, Tags tags, long value) {
        scaled(name, unit, description, tags, 1, value);
    }

    /** A counter of what is counted in so many parts of the unit. */
    private void scaled(String name, String unit, String description, Tags tags, double parts, long value) {
        counts.computeIfAbsent(new Row(name, tags), row -> {
                    Count count = new Count();
                    FunctionCounter.builder(name, count, c -> c.value / parts)
                            .baseUnit(unit)
                            .description(description)
                            .tags(tags)
                            .register(registry);
                    return count;
                })
                .value = value;
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private static Tags tags(PortView port) {
        return Tags.of("port", Integer.toString(port.number()), "interface", port.name());
    }

    private static Tags tags(ThreadView thread) {
        return Tags.of("thread", Integer.toString(thread.state().number()));
    }

    private static <T> List<MultiGauge.Row<?>> rows(List<T> items, Function<T, Tags> tags, ToDoubleFunction<T> value) {
        return items.stream()
                .<MultiGauge.Row<?>>map(item -> MultiGauge.Row.of(tags.apply(item), value.applyAsDouble(item)))
                .toList();
    }
}
