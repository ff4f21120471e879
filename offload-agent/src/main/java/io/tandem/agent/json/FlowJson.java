package io.tandem.agent.json;

import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.engine.TrafficCounters;
import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.TcpFlag;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.stats.FlowStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the API shows, as JSON.
 *
 * <p>Counts are JSON numbers with every digit. A reader whose numbers are doubles, as JavaScript's are, rounds those above
 * 2^53; all others read them exactly. What is not known or does not apply is null, so that every object of a kind has the
 * same members.
 */
public final class FlowJson {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /**
     * One flow.
     *
     * @param nowNanos the present on the clock of {@link System#nanoTime()}
     */
    public static JsonObject flow(FlowView view, long nowNanos) {
        return new JsonObject()
                .put("ufid", view.flow().ufid().toString())
                .put("match", match(view))
                .put("actions", actions(view))
                .put("state", state(view.state()))
                .put("total", stats(view.total(), nowNanos))
                .put("hardware", stats(view.hardware(), nowNanos))
                .put("software", stats(view.software(), nowNanos))
                .put("created", view.created().toString());
    }

    /** Where a flow is carried, and why. */
    public static JsonObject state(FlowState state) {
        JsonObject json = new JsonObject().put("state", state.word());
        return switch (state) {
            case FlowState.Software s -> rest(json, null, null, null, null, s.refusal());
            case FlowState.Pending p -> rest(json, p.device(), null, null, null, null);
            case FlowState.Offloaded o -> rest(json, o.device(), o.ruleId(), null, null, null);
            case FlowState.Partial p -> rest(json, p.device(), p.ruleId(), p.mark(), null, p.whole());
            case FlowState.Failed f -> rest(json, null, null, null, f.retryAt().toString(), f.refusal());
            case FlowState.Evicted e -> rest(json, e.device(), null, null, null, null);
        };
    }

    /** What became of the packets. */
    public static JsonObject traffic(TrafficCounters traffic) {
        return new JsonObject()
                .put("received", traffic.received())
                .put("receivedBytes", traffic.receivedBytes())
                .put("hardwareHits", traffic.hardwareHits())
                .put("recovered", traffic.recovered())
                .put("markHits", traffic.markHits())
                .put("emcHits", traffic.emcHits())
                .put("smcHits", traffic.smcHits())
                .put("dpclsHits", traffic.dpclsHits())
                .put("upcalls", traffic.upcalls())
                .put("transmitted", traffic.transmitted())
                .put("drops", counts(traffic.drops()));
    }

    /** One device with what it can do. */
    public static JsonObject device(DeviceView device) {
        DeviceCapabilities can = device.capabilities();
        JsonObject fields = new JsonObject();
        for (FlowField field : FlowField.values()) {
            DeviceCapabilities.MaskSupport support = can.fields().get(field);
            if (support != null) {
                fields.put(field.path(), support.name());
            }
        }
        return new JsonObject()
                .put("name", device.name())
                .put("backend", device.backend())
                .put("up", device.up())
                .put("generation", device.generation())
                .put("rules", device.rules())
                .put("connections", device.connections())
                .put("maxRules", can.maxRules())
                .put("maxMasks", can.maxMasks())
                .put("counterWidth", can.counterWidth())
                .put("refreshMillis", can.refreshNanos() / NANOS_PER_MILLI)
                .put("ports", new JsonArray(can.ports().stream().sorted().toList()))
                .put("actions", new JsonArray(can.actions().stream().sorted().toList()))
                .put("fields", fields);
    }

    /** Counts by name, in the order of the names. */
    public static JsonObject counts(Map<String, Long> counts) {
        JsonObject json = new JsonObject();
        new TreeMap<>(counts).forEach(json::put);
        return json;
    }

    /** The match as ODP text. */
    public static String match(FlowView view) {
        return OdpKeyText.print(view.flow().key(), view.flow().mask());
    }

    /** The actions as ODP text. */
    public static String actions(FlowView view) {
        return OdpActionText.print(view.flow().actions());
    }

    private static JsonObject rest(
            JsonObject json,
            @Nullable String device,
            @Nullable String ruleId,
            @Nullable Long mark,
            @Nullable String retryAt,
            @Nullable Refusal refusal) {
        return json.put("device", device)
                .put("ruleId", ruleId)
                .put("mark", mark)
                .put("retryAt", retryAt)
                .put("refusal", refusal == null ? null : refusal(refusal));
    }

    private static JsonObject refusal(Refusal refusal) {
        return new JsonObject()
                .put("code", refusal.code().name())
                .put("layer", refusal.layer().name())
                .put("subject", refusal.subject())
                .put("driverWords", refusal.driverWords())
                .put("sentence", refusal.sentence());
    }

    private static JsonObject stats(FlowStats stats, long nowNanos) {
        JsonArray flags = new JsonArray();
        for (TcpFlag flag : TcpFlag.values()) {
            if ((stats.tcpFlags() & flag.bit()) != 0) {
                flags.add(flag.text());
            }
        }
        Long age = stats.usedNanos() == FlowStats.NEVER
                ? null
                : Math.max(0, nowNanos - stats.usedNanos()) / NANOS_PER_MILLI;
        return new JsonObject()
                .put("packets", stats.packets())
                .put("bytes", stats.bytes())
                .put("usedMillisAgo", age)
                .put("tcpFlags", flags)
                .put("tcpFlagsComplete", stats.tcpFlagsComplete());
    }

    private FlowJson() {}
}
