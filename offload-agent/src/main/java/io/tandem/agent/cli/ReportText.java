package io.tandem.agent.cli;

import io.tandem.agent.engine.DatapathView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.engine.MeterView;
import io.tandem.agent.engine.TrafficCounters;
import io.tandem.agent.json.DatapathJson;
import io.tandem.agent.json.FlowJson;
import io.tandem.agent.replay.ReplayReport;
import io.tandem.backend.FlowState;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.Refusal;
import io.tandem.datapath.conntrack.ConntrackCounters;
import io.tandem.datapath.meter.MeterStats;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.upcall.UpcallCounters;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A replay's report, for people and for programs. */
final class ReportText {
    static void print(ReplayReport report, PrintWriter out) {
        traffic(report.traffic(), out);
        out.printf("%-28s %,14d%n", "in flows", report.inFlows());
        out.printf("%-28s %,14d%n", "dropped before any flow", report.unassigned());
        out.printf("%-28s %14s%n", "conserved", report.conserved() ? "yes" : "NO");
        if (report.simulatedCycles() > 0) {
            out.printf("%-28s %,14d%n", "simulated clock cycles", report.simulatedCycles());
        }
        if (report.recoveries() > 0) {
            out.printf("%-28s %,14d%n", "device failures mended", report.recoveries());
        }
        out.printf(
                "%-28s %,14.0f a second%n", "packets", report.traffic().received() * 1e9 / Math.max(1, report.nanos()));
        out.println();
        out.printf("%10s %10s %10s  %s%n", "hardware", "software", "total", "flow");
        report.flows().stream()
                .sorted(Comparator.comparingLong((FlowView f) -> f.total().packets())
                        .reversed())
                .forEach(flow -> flow(flow, out));
    }

    /** The counters that a replay and a run end with. */
    static void traffic(TrafficCounters traffic, PrintWriter out) {
        out.printf("%-28s %,14d packets %,14d bytes%n", "received", traffic.received(), traffic.receivedBytes());
        out.printf("%-28s %,14d%n", "hardware hits", traffic.hardwareHits());
        if (traffic.recovered() > 0) {
            out.printf("%-28s %,14d%n", "  of which software went on", traffic.recovered());
        }
        if (traffic.markHits() > 0) {
            out.printf("%-28s %,14d%n", "software hits: mark", traffic.markHits());
        }
        out.printf("%-28s %,14d%n", "software hits: EMC", traffic.emcHits());
        out.printf("%-28s %,14d%n", "software hits: SMC", traffic.smcHits());
        out.printf("%-28s %,14d%n", "software hits: dpcls", traffic.dpclsHits());
        out.printf("%-28s %,14d%n", "upcalls", traffic.upcalls());
        out.printf("%-28s %,14d%n", "sent", traffic.transmitted());
        new TreeMap<>(traffic.drops())
                .forEach((reason, count) -> out.printf("%-28s %,14d  %s%n", "dropped", count, reason));
    }

    /** Ports, poll threads, upcalls and connections that a run ends with; what was never used is left out. */
    static void datapath(DatapathView datapath, PrintWriter out) {
        for (DatapathView.PortView port : datapath.ports()) {
            PortCounters counters = port.counters();
            out.printf(
                    "%-28s %,14d received %,14d sent%n",
                    "port " + port.number() + " " + port.name(), counters.rxPackets(), counters.txPackets());
            counters.rxLost().forEach((reason, count) -> lost("receiving", reason, count, out));
            counters.txLost().forEach((reason, count) -> lost("sending", reason, count, out));
        }
        for (DatapathView.ThreadView thread : datapath.threads()) {
            out.printf(
                    "%-28s %,14d packets %,14d failures%n",
                    "poll thread " + thread.state().number(),
                    thread.packets(),
                    thread.state().failures());
        }
        for (UpcallCounters upcalls : datapath.upcalls()) {
            out.printf(
                    "%-28s %,14d asked %,14d answered%n",
                    "upcalls of port " + upcalls.port(), upcalls.asked(), upcalls.answered());
            upcalls.lost().forEach((reason, count) -> lost("waiting", reason, count, out));
        }
        ConntrackCounters conntrack = datapath.conntrack();
        if (conntrack.created() + conntrack.limited() + conntrack.exhausted() > 0) {
            out.printf(
                    "%-28s %,14d made %,14d refused%n",
                    "connections", conntrack.created(), conntrack.limited() + conntrack.exhausted());
        }
    }

    /** What meters have counted; those that no packet came to are left out. */
    static void meters(List<MeterView> meters, PrintWriter out) {
        for (MeterView meter : meters) {
            MeterStats software = meter.software();
            meter(
                    meter.id(),
                    "software",
                    new MeterCounts(software.packets(), software.bytes(), software.droppedPackets()),
                    out);
            new TreeMap<>(meter.devices()).forEach((device, counts) -> meter(meter.id(), device, counts, out));
        }
    }

    private static void meter(int id, String by, MeterCounts counts, PrintWriter out) {
        if (counts.packets().orElse(counts.droppedPackets().orElse(0)) > 0) {
            out.printf(
                    "%-28s %14s packets %14s dropped%n",
                    "meter " + id + " " + by, number(counts.packets()), number(counts.droppedPackets()));
        }
    }

    private static String number(OptionalLong count) {
        return count.isPresent() ? "%,d".formatted(count.getAsLong()) : "unknown";
    }

    private static void lost(String where, Enum<?> reason, long count, PrintWriter out) {
        out.printf("%-28s %,14d  %s%n", "  lost " + where, count, DatapathJson.word(reason));
    }

    private static void flow(FlowView flow, PrintWriter out) {
        out.printf(
                "%10d %10d %10d  %s actions:%s%n",
                flow.hardware().packets(),
                flow.software().packets(),
                flow.total().packets(),
                OdpKeyText.print(flow.flow().key(), flow.flow().mask()),
                OdpActionText.print(flow.flow().actions()));
        out.printf("%34s%s%n", "", where(flow.state()));
    }

    private static String where(FlowState state) {
        return state.word()
                + switch (state) {
                    case FlowState.Software(var refusal) -> " " + reason(refusal);
                    case FlowState.Failed(var refusal, var retryAt) ->
                        " " + refusal.sentence() + " (" + refusal.driverWords() + ")";
                    case FlowState.Offloaded(String device, String rule) -> " " + device + " rule " + rule;
                    case FlowState.Partial(String device, String rule, long mark, Refusal whole) ->
                        " " + device + " rule " + rule + " mark " + mark + ", " + reason(whole);
                    case FlowState.Pending(String device) -> " " + device;
                    case FlowState.Evicted(String device) -> " " + device;
                };
    }

    private static String reason(Refusal refusal) {
        return refusal.code() + (refusal.subject().isEmpty() ? "" : " " + refusal.subject()) + ": "
                + refusal.sentence();
    }

    static JsonObject json(ReplayReport report) {
        long end = report.flows().stream()
                .mapToLong(f -> f.total().usedNanos())
                .max()
                .orElse(0);
        JsonObject refusals = new JsonObject();
        new TreeMap<>(report.refusals()).forEach((code, count) -> refusals.put(code.name(), count));
        return new JsonObject()
                .put("traffic", FlowJson.traffic(report.traffic()))
                .put("inFlows", report.inFlows())
                .put("droppedBeforeAnyFlow", report.unassigned())
                .put("conserved", report.conserved())
                .put("refusals", refusals)
                .put(
                        "devices",
                        new JsonArray(
                                report.devices().stream().map(FlowJson::device).toList()))
                .put("recoveries", report.recoveries())
                .put("simulatedCycles", report.simulatedCycles())
                .put("seconds", report.nanos() / 1e9)
                .put(
                        "flows",
                        new JsonArray(report.flows().stream()
                                .map(f -> FlowJson.flow(f, end))
                                .toList()));
    }

    private ReportText() {}
}
