package io.tandem.agent.admin;

import io.tandem.agent.engine.AgentView;
import io.tandem.agent.engine.DeviceView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Whether the agent works: a status UP or DOWN, and the checks behind it. */
final class AgentHealth {
    private final AgentView agent;

    AgentHealth(AgentView agent) {
        this.agent = agent;
    }

    /** The process answers. */
    JsonObject live() {
        return report(new JsonArray().add(check("process", true, "answers requests")));
    }

    /** The flow table answers, so packets are carried; software does where a device is down. */
    JsonObject ready() {
        return report(new JsonArray().add(flowTable()));
    }

    /** Everything: the flow table and each device. */
    JsonObject all() {
        JsonArray checks = new JsonArray().add(flowTable());
        for (DeviceView device : agent.devices()) {
            String state = device.up() ? "holds " + device.rules() + " rules" : "failed; software carries its flows";
            checks.add(check("device " + device.name(), device.up(), state));
        }
        return report(checks);
    }

    /** What is told where nothing answered in time or a check broke. */
    static JsonObject down(String why) {
        return report(new JsonArray().add(check("agent", false, why)));
    }

    static boolean isUp(JsonObject report) {
        return "UP".equals(report.getString("status"));
    }

    private JsonObject flowTable() {
        return check("flow table", true, "holds " + agent.flows().size() + " flows");
    }

    private static JsonObject report(JsonArray checks) {
        boolean up = checks.stream().allMatch(check -> isUp((JsonObject) check));
        return new JsonObject().put("status", up ? "UP" : "DOWN").put("checks", checks);
    }

    private static JsonObject check(String name, boolean up, String detail) {
        return new JsonObject()
                .put("name", name)
                .put("status", up ? "UP" : "DOWN")
                .put("detail", detail);
    }
}
