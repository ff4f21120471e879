package io.tandem.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.action.OdpAction;
import io.tandem.agent.engine.AgentView;
import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.engine.TrafficCounters;
import io.tandem.agent.json.FlowJson;
import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
    private static final Refusal REFUSAL =
            Refusal.translate(Refusal.Code.UNSUPPORTED_FIELD, "cvlan.vid", "the NIC has no <b>second</b> \"VLAN\" tag");
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");

    /** What the server reads, set by each test. */
    private static final class Seen implements AgentView {
        private volatile List<FlowView> flows = List.of();
        private volatile boolean deviceUp = true;
        private volatile boolean broken;
        private volatile long received = 10;
        private volatile Map<String, Long> drops = Map.of("no_route", 3L);

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
        public TrafficCounters traffic() {
            return new TrafficCounters(received, 9_007_199_254_740_993L, 4, 3, 2, 1, 12, drops);
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
            return List.of(new DeviceView("nic0", "hw-sim", deviceUp, 3, 7, can));
        }
    }

    private final Seen seen = new Seen();
    private final HttpClient client = HttpClient.newHttpClient();
    private AdminServer server = start();

    private AdminServer start() {
        try {
            return AdminServer.start(seen, AdminServer.DEFAULT_HOST, 0);
        } catch (AdminException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void flows() {
        List<FlowView> flows = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            FlowState state = i % 2 == 0 ? new FlowState.Software(REFUSAL) : new FlowState.Offloaded("nic0", "r" + i);
            flows.add(flow(1 + i % 4, i, state));
        }
        flows.sort(Comparator.comparing(f -> f.flow().ufid()));
        seen.flows = List.copyOf(flows);
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=1", "limit=100", "limit=256", "limit=257", "limit=1000", ""})
    void pagesShowEveryFlowExactlyOnceInOrder(String limit) throws Exception {
        List<String> ufids = walk(limit);
        assertThat(ufids)
                .containsExactlyElementsOf(
                        seen.flows.stream().map(f -> f.flow().ufid().toString()).toList());
    }

    @Test
    void flowsThatStayAreShownOnceWhileOthersComeAndGo() throws Exception {
        JsonObject first = json("/api/v1/flows?limit=100");
        List<FlowView> left = new ArrayList<>(seen.flows);
        FlowView last = left.remove(99);
        left.remove(0);
        seen.flows = left;
        JsonObject second = json("/api/v1/flows?limit=1000&cursor=" + first.getString("next"));
        assertThat(ufids(first)).contains(last.flow().ufid().toString());
        assertThat(ufids(second)).hasSize(157).doesNotContainAnyElementsOf(ufids(first));
    }

    @Test
    void filtersByStatePortAndText() throws Exception {
        assertThat(walk("state=OFFLOADED&limit=10")).hasSize(128);
        assertThat(walk("port=3&limit=10")).hasSize(64);
        assertThat(walk("port=3&state=SOFTWARE&limit=7")).hasSize(64);
        assertThat(walk("port=77")).isEmpty();
        assertThat(walk("text=DST%3D40007")).hasSize(1);
        assertThat(walk("text=no%20%3Cb%3Esecond")).hasSize(129);
        assertThat(walk("text=nothing+like+this")).isEmpty();
    }

    @Test
    void flowTellsMatchActionsPlaceReasonAndCounts() throws Exception {
        FlowView software = seen.flows.stream()
                .filter(f -> f.state() instanceof FlowState.Software)
                .findFirst()
                .orElseThrow();
        JsonObject flow = json("/api/v1/flows/" + software.flow().ufid());
        assertThat(flow.getString("match")).startsWith("recirc_id(0),in_port(").contains("udp(dst=4");
        assertThat(flow.getString("actions")).isEqualTo("2");
        JsonObject state = flow.getJsonObject("state");
        assertThat(state.getString("state")).isEqualTo("SOFTWARE");
        assertThat(state.containsKey("device")).isTrue();
        assertThat(state.getValue("device")).isNull();
        JsonObject refusal = state.getJsonObject("refusal");
        assertThat(refusal.getString("code")).isEqualTo("UNSUPPORTED_FIELD");
        assertThat(refusal.getString("layer")).isEqualTo("TRANSLATE");
        assertThat(refusal.getString("subject")).isEqualTo("cvlan.vid");
        assertThat(refusal.getString("sentence")).isEqualTo(REFUSAL.sentence());
        JsonObject total = flow.getJsonObject("total");
        assertThat(total.getLong("packets")).isEqualTo(9_007_199_254_740_993L);
        assertThat(total.getLong("usedMillisAgo")).isNotNegative();
        assertThat(total.getJsonArray("tcpFlags")).isEqualTo(new JsonArray(List.of("syn", "ack")));
        assertThat(flow.getJsonObject("software").getValue("usedMillisAgo")).isNull();
        assertThat(flow.getString("created")).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void everyStateHasItsWordAndItsOwnMembers() {
        Instant retry = Instant.parse("2026-05-06T07:08:09Z");
        List<FlowState> states = List.of(
                new FlowState.Software(REFUSAL),
                new FlowState.Pending("nic0"),
                new FlowState.Offloaded("nic0", "r1"),
                new FlowState.Partial("nic0", "r1", 5),
                new FlowState.Failed(REFUSAL, retry),
                new FlowState.Evicted("nic0"));
        assertThat(FlowCounts.STATES)
                .containsExactlyElementsOf(states.stream().map(FlowState::word).toList());
        Set<String> members = FlowJson.state(states.getFirst()).fieldNames();
        for (FlowState state : states) {
            assertThat(FlowJson.state(state).fieldNames()).isEqualTo(members);
        }
        assertThat(FlowJson.state(states.get(3)).getLong("mark")).isEqualTo(5);
        assertThat(FlowJson.state(states.get(4)).getString("retryAt")).isEqualTo("2026-05-06T07:08:09Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/flows?limit=0|400|limit: found '0', expected a whole number from 1 to 1000",
                "/api/v1/flows?limit=1001|400|limit: found '1001', expected a whole number from 1 to 1000",
                "/api/v1/flows?limit=ten|400|limit: found 'ten', expected a whole number from 1 to 1000",
                "/api/v1/flows?limit=99999999999999999999|400|limit: found '99999999999999999999', expected a whole",
                "/api/v1/flows?port=-1|400|port: found '-1', expected a whole number from 0 to 4294967295",
                "/api/v1/flows?state=FAST|400|state: found 'FAST', expected one of SOFTWARE, PENDING, OFFLOADED, PART",
                "/api/v1/flows?cursor=x|400|cursor: found 'x', expected the value of 'next' of the page before",
                "/api/v1/flows?sate=PENDING|400|found parameter 'sate', expected one of state, port, text, limit, cur",
                "/api/v1/flows?limit=1&limit=2|400|limit: found '1' and '2', expected it once",
                "/api/v1/flows/abc|400|ufid: found 'abc', expected a UUID as 00000000-0000-0000-0000-000000000000",
                "/api/v1/flows/00000000-0000-0000-0000-000000000000|404|there is no flow 00000000-0000-0000-0000-0000",
                "/api/v2|404|there is nothing at /api/v2"
            })
    void whatCannotBeAnsweredIsAProblemThatSaysWhatWasExpected(String path, int status, String detail)
            throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).startsWith(detail == null ? "" : detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void onlyGetIsAnswered(String method) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(uri("/api/v1/flows"))
                        .method(method, HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("GET");
        assertThat(new JsonObject(response.body()).getString("detail")).startsWith("found " + method);
    }

    @Test
    void brokenAgentIsAProblemWithoutItsInsides() throws Exception {
        seen.broken = true;
        HttpResponse<String> response = get("/api/v1/stats");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(response.body()).doesNotContain("broken for the test").doesNotContain("IllegalState");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(json("/health/live").getString("status")).isEqualTo("UP");
    }

    @Test
    void failedDeviceIsUnhealthyButReady() throws Exception {
        assertThat(json("/health").getString("status")).isEqualTo("UP");
        seen.deviceUp = false;
        HttpResponse<String> response = get("/health");
        assertThat(response.statusCode()).isEqualTo(503);
        JsonObject health = new JsonObject(response.body());
        assertThat(health.getString("status")).isEqualTo("DOWN");
        JsonObject device = health.getJsonArray("checks").getJsonObject(1);
        assertThat(device.getString("name")).isEqualTo("device nic0");
        assertThat(device.getString("status")).isEqualTo("DOWN");
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void statsCountFlowsByStateAndRefusal() throws Exception {
        JsonObject stats = json("/api/v1/stats");
        assertThat(stats.getLong("flows")).isEqualTo(257);
        assertThat(stats.getJsonObject("states").getLong("SOFTWARE")).isEqualTo(129);
        assertThat(stats.getJsonObject("states").getLong("OFFLOADED")).isEqualTo(128);
        assertThat(stats.getJsonObject("states").getLong("EVICTED")).isZero();
        assertThat(stats.getJsonArray("refusals"))
                .containsExactly(new JsonObject()
                        .put("code", "UNSUPPORTED_FIELD")
                        .put("layer", "TRANSLATE")
                        .put("flows", 129));
        JsonObject traffic = stats.getJsonObject("traffic");
        assertThat(traffic.getLong("receivedBytes")).isEqualTo(9_007_199_254_740_993L);
        assertThat(traffic.getJsonObject("drops").getLong("no_route")).isEqualTo(3);
    }

    @Test
    void devicesTellWhatTheyCanDo() throws Exception {
        JsonObject device = json("/api/v1/devices").getJsonArray("items").getJsonObject(0);
        assertThat(device.getString("name")).isEqualTo("nic0");
        assertThat(device.getBoolean("up")).isTrue();
        assertThat(device.getLong("maxRules")).isEqualTo(64);
        assertThat(device.getJsonArray("ports")).containsExactly(1, 2);
        assertThat(device.getJsonObject("fields").getString("ipv4.src")).isEqualTo("PREFIX");
    }

    @Test
    void metricsAreNamedAndCountedAndFollowTheAgent() throws Exception {
        Map<String, Double> metrics = metrics();
        assertThat(metrics)
                .containsEntry("tandem_flows{state=\"SOFTWARE\"}", 129.0)
                .containsEntry("tandem_flows{state=\"FAILED\"}", 0.0)
                .containsEntry("tandem_flows_refused{code=\"UNSUPPORTED_FIELD\",layer=\"TRANSLATE\"}", 129.0)
                .containsEntry("tandem_lookups_packets_total{result=\"hardware\"}", 4.0)
                .containsEntry("tandem_lookups_packets_total{result=\"upcall\"}", 1.0)
                .containsEntry("tandem_received_packets_total", 10.0)
                .containsEntry("tandem_transmitted_packets_total", 12.0)
                .containsEntry("tandem_dropped_packets_total{reason=\"no_route\"}", 3.0)
                .containsEntry("tandem_device_up{backend=\"hw-sim\",device=\"nic0\"}", 1.0)
                .containsEntry("tandem_device_rules{backend=\"hw-sim\",device=\"nic0\"}", 7.0);
        assertThat(metrics).containsKey("tandem_received_bytes_total");
        assertThat(metrics.keySet()).allMatch(name -> name.startsWith("tandem_") && !name.contains("ufid"));
        seen.received = 11;
        seen.drops = Map.of("no_route", 4L, "too_short", 1L);
        seen.deviceUp = false;
        seen.flows = List.of();
        assertThat(metrics())
                .containsEntry("tandem_received_packets_total", 11.0)
                .containsEntry("tandem_dropped_packets_total{reason=\"no_route\"}", 4.0)
                .containsEntry("tandem_dropped_packets_total{reason=\"too_short\"}", 1.0)
                .containsEntry("tandem_device_up{backend=\"hw-sim\",device=\"nic0\"}", 0.0)
                .containsEntry("tandem_flows{state=\"SOFTWARE\"}", 0.0)
                .doesNotContainKey("tandem_flows_refused{code=\"UNSUPPORTED_FIELD\",layer=\"TRANSLATE\"}");
    }

    @Test
    void pageUsesNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("<title>Tandem</title>")
                .doesNotContain("http:")
                .doesNotContain("https:");
        Matcher files = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
        List<String> found = new ArrayList<>();
        while (files.find()) {
            found.add(files.group(1));
            assertThat(get("/" + files.group(1)).statusCode()).isEqualTo(200);
        }
        assertThat(found).containsExactly("console.css", "console.js");
        assertThat(page.body())
                .doesNotContain("style=")
                .doesNotContain("onclick")
                .doesNotContain("<style");
        assertThat(get("/console.js").body())
                .doesNotContain("innerHTML")
                .doesNotContain("insertAdjacentHTML")
                .doesNotContain("document.write")
                .doesNotContain("eval(");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/flows", "/api/v1/flows?limit=0", "/health", "/none"})
    void everyAnswerIsGuarded(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("content-security-policy").orElse(""))
                .startsWith("default-src 'self'");
    }

    @Test
    void portInUseIsOneClearError() {
        int taken = server.port();
        AdminException e = catchThrowableOfType(
                AdminException.class, () -> AdminServer.start(seen, AdminServer.DEFAULT_HOST, taken));
        assertThat(e)
                .hasMessage("the admin API cannot listen on port " + taken + " of 127.0.0.1: another program listens"
                        + " there; choose another port with --listen HOST:PORT (port 0 takes any that is free)");
    }

    private List<String> walk(String query) throws Exception {
        List<String> all = new ArrayList<>();
        String cursor = null;
        do {
            String next = cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
            JsonObject page = json("/api/v1/flows?" + query + next);
            all.addAll(ufids(page));
            cursor = page.getString("next");
        } while (cursor != null && all.size() <= 1000);
        return all;
    }

    private static List<String> ufids(JsonObject page) {
        return page.getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("ufid"))
                .toList();
    }

    /** The samples of a scrape by name and labels; every line has to be one or a comment. */
    private Map<String, Double> metrics() throws Exception {
        HttpResponse<String> response = get("/metrics");
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/plain; version=0.0.4");
        Pattern sample = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{(?:\\w+=\"[^\"]*\",?)*})?) (\\S+)");
        Map<String, Double> samples = new HashMap<>();
        for (String line : response.body().split("\n", -1)) {
            Matcher match = sample.matcher(line);
            if (match.matches()) {
                samples.put(match.group(1), Double.valueOf(match.group(2)));
            } else {
                assertThat(line.isEmpty() || line.startsWith("# ")).as(line).isTrue();
            }
        }
        return samples;
    }

    private JsonObject json(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        return new JsonObject(response.body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
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
