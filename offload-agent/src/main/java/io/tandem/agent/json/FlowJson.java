package io.tandem.agent.json;

import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.engine.TrafficCounters;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.stats.FlowStats;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/** The JSON of the API and of {@code -o json}: field names in camel case, counts as numbers. */
public final class FlowJson {
    /** One flow with all that is known of it. */
    public static JsonObject flow(FlowView view) {
        return new JsonObject()
                .put("ufid", view.flow().ufid().toString())
                .put("match", OdpKeyText.print(view.flow().key(), view.flow().mask()))
                .put("actions", OdpActionText.print(view.flow().actions()))
                .put("state", state(view.state()))
                .put("total", stats(view.total()))
                .put("hardware", stats(view.hardware()))
                .put("software", stats(view.software()))
                .put("created", view.created().toString());
    }

    /** Where a flow is, and why. */
    public static JsonObject state(FlowState state) {
        JsonObject json = new JsonObject().put("state", state.word());
        return switch (state) {
            case FlowState.Software(Refusal refusal) -> json.put("refusal", refusal(refusal));
            case FlowState.Pending(String device) -> json.put("device", device);
            case FlowState.Offloaded(String device, String rule) ->
                json.put("device", device).put("rule", rule);
            case FlowState.Partial(String device, String rule, long mark) ->
                json.put("device", device).put("rule", rule).put("mark", mark);
            case FlowState.Failed(Refusal refusal, var retryAt) ->
                json.put("refusal", refusal(refusal)).put("retryAt", retryAt.toString());
            case FlowState.Evicted(String device) -> json.put("device", device);
        };
    }

    private static JsonObject refusal(Refusal refusal) {
        return new JsonObject()
                .put("code", refusal.code().name())
                .put("layer", refusal.layer().name())
                .put("subject", refusal.subject())
                .put("driverWords", refusal.driverWords())
                .put("sentence", refusal.sentence());
    }

    private static JsonObject stats(FlowStats stats) {
        return new JsonObject()
                .put("packets", stats.packets())
                .put("bytes", stats.bytes())
                .put("tcpFlags", stats.tcpFlags())
                .put("tcpFlagsComplete", stats.tcpFlagsComplete());
    }

    /** What became of the packets. */
    public static JsonObject traffic(TrafficCounters traffic) {
        JsonObject drops = new JsonObject();
        new TreeMap<>(traffic.drops()).forEach(drops::put);
        return new JsonObject()
                .put("received", traffic.received())
                .put("receivedBytes", traffic.receivedBytes())
                .put("hardwareHits", traffic.hardwareHits())
                .put("emcHits", traffic.emcHits())
                .put("dpclsHits", traffic.dpclsHits())
                .put("upcalls", traffic.upcalls())
                .put("transmitted", traffic.transmitted())
                .put("drops", drops);
    }

    /** One device. */
    public static JsonObject device(DeviceView device) {
        JsonObject fields = new JsonObject();
        device.capabilities().fields().forEach((field, mask) -> fields.put(field.path(), mask.name()));
        return new JsonObject()
                .put("name", device.name())
                .put("backend", device.backend())
                .put("up", device.up())
                .put("generation", device.generation())
                .put("rules", device.rules())
                .put("maxRules", device.capabilities().maxRules())
                .put("maxMasks", device.capabilities().maxMasks())
                .put("counterWidth", device.capabilities().counterWidth())
                .put(
                        "actions",
                        device.capabilities().actions().stream().sorted().toList())
                .put("fields", fields)
                .put("ports", device.capabilities().ports().stream().sorted().toList());
    }

    private FlowJson() {}
}
