package io.tandem.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.agent.engine.AgentView;
import io.tandem.agent.engine.DatapathView;
import io.tandem.agent.engine.DatapathView.PortView;
import io.tandem.agent.engine.DatapathView.ThreadView;
import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.engine.MeterView;
import io.tandem.agent.engine.TrafficCounters;
import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.FlowState;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.Refusal;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.conntrack.ConnectionPhase;
import io.tandem.datapath.conntrack.ConnectionSnapshot;
import io.tandem.datapath.conntrack.ConnectionSnapshot.Direction;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.conntrack.ConntrackCounters;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterStats;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.datapath.poll.PollThreadState;
import io.tandem.datapath.poll.QueueLoad;
import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.TxLoss;
import io.tandem.datapath.upcall.UpcallCounters;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A running admin API over an agent of which the test says what there is to see. */
final class SeenAgent implements AgentView, AutoCloseable {
    static final Refusal REFUSAL =
            Refusal.translate(Refusal.Code.UNSUPPORTED_FIELD, "cvlan.vid", "the NIC has no <b>second</b> \"VLAN\" tag");
    static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");

    volatile List<FlowView> flows = sample();
    volatile boolean deviceUp = true;
    volatile boolean broken;
    volatile long received = 10;
    volatile Map<String, Long> drops = Map.of("no_route", 3L);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AdminServer server;

    SeenAgent() throws AdminException {
        server = AdminServer.start(this, AdminServer.DEFAULT_HOST, 0);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }

    @Override
    public List<FlowView> flows() {
        if (broken) {
            throw new IllegalStateException("broken for the test");
        }
        return flows;
    }

    @Override
    public Optional<FlowView> flow(Ufid ufid) {
        return flows.stream().filter(f -> f.flow().ufid().equals(ufid)).findFirst();
    }

    @Override
    public DatapathCounters datapathCounters() {
        return DatapathCounters.ZERO;
    }

    @Override
    public TrafficCounters traffic() {
        return new TrafficCounters(received, 9_007_199_254_740_993L, 4, 2, 6, 3, 5, 2, 1, 12, drops);
    }

    @Override
    public DatapathView datapath() {
        PortCounters counters =
                new PortCounters(7, 700, Map.of(RxLoss.RING_FULL, 2L), 5, 500, Map.of(TxLoss.LINK_DOWN, 3L));
        return new DatapathView(
                List.of(new PortView(1, "eth1", LinkState.UP, counters)),
                List.of(new ThreadView(
                        new PollThreadState(0, true, 1, Optional.of(new IllegalStateException("for the test"))),
                        List.of(new QueueLoad(1, 0, 0, 7, 1_500_000_000L)))),
                List.of(new UpcallCounters(1, 9, 6, Map.of(DropReason.UPCALL_QUEUE_FULL, 2L))),
                4,
                new ConntrackCounters(12, Map.of(5, 2, 6, 10), 20, 8, 1, 3),
                ConntrackConfig.DEFAULT.withZoneLimits(Map.of(5, 100, 9, 1), OptionalInt.of(50)));
    }

    @Override
    public List<ConnectionSnapshot> connections(OptionalInt zone, int most) {
        Bytes client = Bytes.of((byte) 10, (byte) 0, (byte) 0, (byte) 1);
        Bytes server = Bytes.of((byte) 10, (byte) 0, (byte) 0, (byte) 2);
        Direction forward = new Direction(client, server, 1024, 80);
        Direction back = new Direction(server, client, 80, 1024);
        List<ConnectionSnapshot> all = List.of(
                new ConnectionSnapshot(
                        6, forward, back, 5, 7, 0, 0x10, ConnectionPhase.TCP_ESTABLISHED, "", "ESTABLISHED", 1),
                new ConnectionSnapshot(17, forward, back, 0, 0, 0, 0, ConnectionPhase.UDP_FIRST, "", "", 1));
        return all.stream()
                .filter(c -> zone.isEmpty() || c.zone() == zone.getAsInt())
                .limit(most)
                .toList();
    }

    @Override
    public List<MeterView> meters() {
        MeterConfig config = new MeterConfig(MeterUnit.PACKETS, List.of(new MeterBand(5, 10), new MeterBand(9, 9)));
        MeterStats software =
                new MeterStats(30, 3000, List.of(new MeterStats.Band(4, 400), new MeterStats.Band(3, 300)));
        return List.of(new MeterView(
                1,
                config,
                software,
                Map.of(
                        "nic0",
                        new MeterCounts(500, 50_000, 480),
                        "nic1",
                        new MeterCounts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(9)))));
    }

    @Override
    public List<DeviceView> devices() {
        DeviceCapabilities can = new DeviceCapabilities(
                Map.of(FlowField.IPV4_SRC, DeviceCapabilities.MaskSupport.PREFIX),
                Set.of("output", "drop"),
                64,
                4,
                48,
                5_000_000,
                Set.of(2, 1));
        return List.of(new DeviceView("nic0", "hw-sim", deviceUp, 3, 7, 4, can));
    }

    static List<String> ufids(JsonObject page) {
        return page.getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("ufid"))
                .toList();
    }

    JsonObject json(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        return new JsonObject(response.body());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static List<FlowView> sample() {
        List<FlowView> flows = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            FlowState state = i % 2 == 0 ? new FlowState.Software(REFUSAL) : new FlowState.Offloaded("nic0", "r" + i);
            flows.add(flow(1 + i % 4, i, state));
        }
        flows.sort(Comparator.comparing(f -> f.flow().ufid()));
        return List.copyOf(flows);
    }

    private static FlowView flow(int port, int number, FlowState state) {
        FlowKey key = FlowKey.builder()
                .set(FlowField.IN_PORT, port)
                .set(FlowField.ETH_TYPE, 0x0800)
                .set(FlowField.IPV4_PROTO, 17)
                .set(FlowField.UDP_DST, 40_000 + number)
                .build();
        FlowMask mask = FlowMask.builder()
                .exact(FlowField.RECIRC_ID)
                .exact(FlowField.IN_PORT)
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.IPV4_PROTO)
                .exact(FlowField.UDP_DST)
                .build();
        FlowStats total = new FlowStats(9_007_199_254_740_993L, 64, System.nanoTime(), 0x12, false);
        return new FlowView(
                Megaflow.of(key, mask, List.of(new OdpAction.Output(2))), state, total, total, FlowStats.ZERO, CREATED);
    }
}
