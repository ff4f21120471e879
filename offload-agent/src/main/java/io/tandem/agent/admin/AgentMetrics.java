package io.tandem.agent.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tandem.agent.engine.AgentView;
import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.TrafficCounters;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The agent in numbers, in Prometheus text. Labels come from closed sets or the configuration, never from traffic. Every
 * scrape is one moment: all numbers of it come from the same snapshot. Any thread may scrape, one at a time does.
 */
final class AgentMetrics {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String PACKETS = "packets";

    private final AgentView agent;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MultiGauge flows;
    private final MultiGauge refused;
    private final MultiGauge deviceUp;
    private final MultiGauge deviceRules;
    private final MultiGauge deviceConnections;
    private final MultiGauge deviceRuleLimit;
    private final Set<String> dropReasons = new HashSet<>();
    private final DatapathMetrics datapath;
    private TrafficCounters traffic;

    AgentMetrics(AgentView agent) {
        this.agent = agent;
        this.traffic = agent.traffic();
        datapath = new DatapathMetrics(registry);
        flows = gauge("tandem.flows", "Flows by where they are carried");
        refused = gauge("tandem.flows.refused", "Flows that hardware does not carry, by reason and who gave it");
        deviceUp = gauge("tandem.device.up", "1 while the device works, 0 while it is failed");
        deviceRules = gauge("tandem.device.rules", "Rules that the device holds");
        deviceConnections =
                gauge("tandem.device.connections", "Directions of connections whose packets the device tracks");
        deviceRuleLimit = gauge("tandem.device.rules.limit", "Rules that the device can hold at most");
        String lookups = "Packets by what answered their first lookup";
        counter(
                "tandem.lookups.packets",
                PACKETS,
                lookups,
                Tags.of("result", "hardware"),
                TrafficCounters::hardwareHits);
        counter("tandem.lookups.packets", PACKETS, lookups, Tags.of("result", "mark"), TrafficCounters::markHits);
        counter("tandem.lookups.packets", PACKETS, lookups, Tags.of("result", "emc"), TrafficCounters::emcHits);
        counter("tandem.lookups.packets", PACKETS, lookups, Tags.of("result", "smc"), TrafficCounters::smcHits);
        counter("tandem.lookups.packets", PACKETS, lookups, Tags.of("result", "dpcls"), TrafficCounters::dpclsHits);
        counter("tandem.lookups.packets", PACKETS, lookups, Tags.of("result", "upcall"), TrafficCounters::upcalls);
        counter("tandem.received.packets", PACKETS, "Packets that entered", Tags.empty(), TrafficCounters::received);
        counter(
                "tandem.recovered.packets",
                PACKETS,
                "Packets that hardware led behind a jump, where it had no rule for them, and software took over",
                Tags.empty(),
                TrafficCounters::recovered);
        counter(
                "tandem.received.bytes",
                "bytes",
                "Bytes that entered, whole frames without FCS",
                Tags.empty(),
                TrafficCounters::receivedBytes);
        counter("tandem.transmitted.packets", PACKETS, "Frames sent", Tags.empty(), TrafficCounters::transmitted);
    }

    /** All metrics as they are now, in the text format of Prometheus. */
    synchronized String scrape() {
        traffic = agent.traffic();
        for (String reason : traffic.drops().keySet()) {
            if (dropReasons.add(reason)) {
                counter(
                        "tandem.dropped.packets",
                        PACKETS,
                        "Packets dropped",
                        Tags.of("reason", reason),
                        now -> now.drops().getOrDefault(reason, 0L));
            }
        }
        FlowCounts counts = FlowCounts.of(agent.flows());
        flows.register(rows(counts.byState(), state -> Tags.of("state", state)), true);
        refused.register(
                rows(
                        counts.byRefusal(),
                        kind -> Tags.of(
                                "code",
                                kind.code().name(),
                                "layer",
                                kind.layer().name())),
                true);
        List<DeviceView> devices = agent.devices();
        deviceUp.register(rows(devices, device -> device.up() ? 1 : 0), true);
        deviceRules.register(rows(devices, DeviceView::rules), true);
        deviceConnections.register(rows(devices, DeviceView::connections), true);
        deviceRuleLimit.register(rows(devices, device -> device.capabilities().maxRules()), true);
        datapath.update(agent.datapath());
        datapath.update(agent.meters());
        return registry.scrape();
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private void counter(
            String name, String unit, String description, Tags tags, ToDoubleFunction<TrafficCounters> value) {
        FunctionCounter.builder(name, this, metrics -> value.applyAsDouble(metrics.traffic))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static <K> List<MultiGauge.Row<?>> rows(Map<K, Long> counts, Function<K, Tags> labels) {
        return counts.entrySet().stream()
                .<MultiGauge.Row<?>>map(entry -> MultiGauge.Row.of(labels.apply(entry.getKey()), entry.getValue()))
                .collect(Collectors.toList());
    }

    private static List<MultiGauge.Row<?>> rows(List<DeviceView> devices, ToDoubleFunction<DeviceView> value) {
        return devices.stream()
                .<MultiGauge.Row<?>>map(device -> MultiGauge.Row.of(
                        Tags.of("device", device.name(), "backend", device.backend()), value.applyAsDouble(device)))
                .collect(Collectors.toList());
    }
}
