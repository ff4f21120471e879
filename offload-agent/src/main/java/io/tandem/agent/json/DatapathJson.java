package io.tandem.agent.json;

import io.tandem.agent.engine.DatapathView;
import io.tandem.agent.engine.DatapathView.PortView;
import io.tandem.agent.engine.DatapathView.ThreadView;
import io.tandem.agent.engine.MeterView;
import io.tandem.backend.MeterCounts;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterStats;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.datapath.poll.QueueLoad;
import io.tandem.datapath.upcall.UpcallCounters;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The software datapath as JSON. Reasons are the names of their constants in lower case. */
public final class DatapathJson {
    /** Ports with what passed, what was lost and what became of their upcalls. */
    public static JsonObject ports(DatapathView datapath) {
        JsonArray items = new JsonArray();
        for (PortView port : datapath.ports()) {
            JsonObject upcalls =
                    new JsonObject().put("asked", 0).put("answered", 0).put("lost", new JsonObject());
            for (UpcallCounters counters : datapath.upcalls()) {
                if (counters.port() == port.number()) {
                    upcalls = upcalls(counters);
                }
            }
            items.add(port(port).put("upcalls", upcalls));
        }
        return new JsonObject().put("items", items).put("pendingPackets", datapath.pending());
    }

    /** Poll threads with their queues. */
    public static JsonObject threads(DatapathView datapath) {
        JsonArray items = new JsonArray();
        for (ThreadView thread : datapath.threads()) {
            JsonArray queues = new JsonArray();
            for (QueueLoad queue : thread.queues()) {
                queues.add(new JsonObject()
                        .put("port", queue.port())
                        .put("queue", queue.index())
                        .put("packets", queue.packets())
                        .put("busyNanos", queue.busyNanos()));
            }
            items.add(new JsonObject()
                    .put("number", thread.state().number())
                    .put("running", thread.state().running())
                    .put("failures", thread.state().failures())
                    .put(
                            "lastFailure",
                            thread.state().lastFailure().map(Objects::toString).orElse(null))
                    .put("packets", thread.packets())
                    .put("busyNanos", thread.busyNanos())
                    .put("queues", queues));
        }
        return new JsonObject().put("items", items);
    }

    /** Connections by zone, limits, and what was made, expired and refused. */
    public static JsonObject conntrack(DatapathView datapath) {
        TreeMap<Integer, Integer> zones = new TreeMap<>(datapath.conntrack().zones());
        datapath.limits().zoneLimits().keySet().forEach(zone -> zones.putIfAbsent(zone, 0));
        JsonArray items = new JsonArray();
        zones.forEach((zone, connections) -> {
            Integer own = datapath.limits().zoneLimits().get(zone);
            Integer limit = own != null || datapath.limits().defaultZoneLimit().isEmpty()
                    ? own
                    : Integer.valueOf(datapath.limits().defaultZoneLimit().getAsInt());
            items.add(new JsonObject()
                    .put("zone", zone)
                    .put("connections", connections)
                    .put("limit", limit));
        });
        return new JsonObject()
                .put("connections", datapath.conntrack().connections())
                .put("limit", datapath.limits().mostConnections())
                .put("created", datapath.conntrack().created())
                .put("expired", datapath.conntrack().expired())
                .put("limited", datapath.conntrack().limited())
                .put("exhausted", datapath.conntrack().exhausted())
                .put("zones", items);
    }

    /** What a device counts; what it does not is not there. */
    private static JsonObject counted(MeterCounts counts) {
        JsonObject counted = new JsonObject();
        counts.packets().ifPresent(packets -> counted.put("packets", packets));
        counts.bytes().ifPresent(bytes -> counted.put("bytes", bytes));
        counts.droppedPackets().ifPresent(packets -> counted.put("droppedPackets", packets));
        return counted;
    }

    /** Meters with what they limit, and what they have counted in software and in each device. */
    public static JsonObject meters(List<MeterView> meters) {
        JsonArray items = new JsonArray();
        for (MeterView meter : meters) {
            JsonArray bands = new JsonArray();
            JsonArray dropped = new JsonArray();
            for (MeterBand band : meter.config().bands()) {
                bands.add(new JsonObject().put("rate", band.rate()).put("burst", band.burst()));
            }
            for (MeterStats.Band band : meter.software().bands()) {
                dropped.add(
                        new JsonObject().put("droppedPackets", band.packets()).put("droppedBytes", band.bytes()));
            }
            JsonObject devices = new JsonObject();
            new TreeMap<>(meter.devices()).forEach((device, counts) -> devices.put(device, counted(counts)));
            items.add(new JsonObject()
                    .put("id", meter.id())
                    .put("unit", meter.config().unit() == MeterUnit.PACKETS ? "pps" : "kbps")
                    .put("bands", bands)
                    .put(
                            "software",
                            new JsonObject()
                                    .put("packets", meter.software().packets())
                                    .put("bytes", meter.software().bytes())
                                    .put("droppedPackets", meter.software().droppedPackets())
                                    .put("bands", dropped))
                    .put("devices", devices));
        }
        return new JsonObject().put("items", items);
    }

    private static JsonObject port(PortView port) {
        return new JsonObject()
                .put("number", port.number())
                .put("interface", port.name())
                .put("state", word(port.state()))
                .put("rxPackets", port.counters().rxPackets())
                .put("rxBytes", port.counters().rxBytes())
                .put("rxLost", losses(port.counters().rxLost()))
                .put("txPackets", port.counters().txPackets())
                .put("txBytes", port.counters().txBytes())
                .put("txLost", losses(port.counters().txLost()));
    }

    private static JsonObject upcalls(UpcallCounters counters) {
        return new JsonObject()
                .put("asked", counters.asked())
                .put("answered", counters.answered())
                .put("lost", losses(counters.lost()));
    }

    private static <E extends Enum<E>> JsonObject losses(Map<E, Long> lost) {
        JsonObject json = new JsonObject();
        new TreeMap<>(lost).forEach((reason, packets) -> json.put(word(reason), packets));
        return json;
    }

    /** A constant's name in lower case. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private DatapathJson() {}
}
