package io.tandem.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.agent.engine.FlowView;
import io.tandem.agent.json.FlowJson;
import io.tandem.backend.FlowState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
    private final SeenAgent seen;

    AdminServerTest() throws AdminException {
        seen = new SeenAgent();
    }

    @AfterEach
    void stop() {
        seen.close();
    }

    @Test
    void flowTellsMatchActionsPlaceReasonAndCounts() throws Exception {
        FlowView software = seen.flows.stream()
                .filter(f -> f.state() instanceof FlowState.Software)
                .findFirst()
                .orElseThrow();
        JsonObject flow = seen.json("/api/v1/flows/" + software.flow().ufid());
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
        assertThat(refusal.getString("sentence")).isEqualTo(SeenAgent.REFUSAL.sentence());
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
                new FlowState.Software(SeenAgent.REFUSAL),
                new FlowState.Pending("nic0"),
                new FlowState.Offloaded("nic0", "r1"),
                new FlowState.Partial("nic0", "r1", 5, SeenAgent.REFUSAL),
                new FlowState.Failed(SeenAgent.REFUSAL, retry),
                new FlowState.Evicted("nic0"));
        assertThat(FlowCounts.STATES)
                .containsExactlyElementsOf(states.stream().map(FlowState::word).toList());
        Set<String> members = FlowJson.state(states.getFirst()).fieldNames();
        for (FlowState state : states) {
            assertThat(FlowJson.state(state).fieldNames()).isEqualTo(members);
        }
        assertThat(FlowJson.state(states.get(3)).getLong("mark")).isEqualTo(5);
        assertThat(FlowJson.state(states.get(3)).getJsonObject("refusal").getString("code"))
                .isEqualTo("UNSUPPORTED_FIELD");
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
        HttpResponse<String> response = seen.get(path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).startsWith(detail == null ? "" : detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/flows/%zz", "/api/v1/flows?text=%zz", "/%"})
    void requestThatCannotBeDecodedIsAProblem(String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), seen.port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains(Problem.CONTENT_TYPE, "cannot be read");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void onlyGetIsAnswered(String method) throws Exception {
        HttpResponse<String> response = seen.send(HttpRequest.newBuilder(seen.uri("/api/v1/flows"))
                .method(method, HttpRequest.BodyPublishers.ofString("x"))
                .build());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("GET");
        assertThat(new JsonObject(response.body()).getString("detail")).startsWith("found " + method);
    }

    @Test
    void brokenAgentIsAProblemWithoutItsInsides() throws Exception {
        seen.broken = true;
        HttpResponse<String> response = seen.get("/api/v1/stats");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(response.body()).doesNotContain("broken for the test").doesNotContain("IllegalState");
        assertThat(seen.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(seen.get("/health").statusCode()).isEqualTo(503);
        assertThat(seen.json("/health/live").getString("status")).isEqualTo("UP");
    }

    @Test
    void failedDeviceIsUnhealthyButReady() throws Exception {
        assertThat(seen.json("/health").getString("status")).isEqualTo("UP");
        seen.deviceUp = false;
        HttpResponse<String> response = seen.get("/health");
        assertThat(response.statusCode()).isEqualTo(503);
        JsonObject health = new JsonObject(response.body());
        assertThat(health.getString("status")).isEqualTo("DOWN");
        JsonObject device = health.getJsonArray("checks").getJsonObject(1);
        assertThat(device.getString("name")).isEqualTo("device nic0");
        assertThat(device.getString("status")).isEqualTo("DOWN");
        assertThat(seen.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void statsCountFlowsByStateAndRefusal() throws Exception {
        JsonObject stats = seen.json("/api/v1/stats");
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
        JsonObject device = seen.json("/api/v1/devices").getJsonArray("items").getJsonObject(0);
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
                .containsEntry("tandem_device_rules{backend=\"hw-sim\",device=\"nic0\"}", 7.0)
                .containsEntry("tandem_device_connections{backend=\"hw-sim\",device=\"nic0\"}", 4.0);
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
        HttpResponse<String> page = seen.get("/");
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("<title>Tandem</title>")
                .doesNotContain("http:")
                .doesNotContain("https:");
        Matcher files = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
        List<String> found = new ArrayList<>();
        while (files.find()) {
            found.add(files.group(1));
            assertThat(seen.get("/" + files.group(1)).statusCode()).isEqualTo(200);
        }
        assertThat(found).containsExactly("console.css", "console.js");
        assertThat(page.body())
                .doesNotContain("style=")
                .doesNotContain("onclick")
                .doesNotContain("<style");
        assertThat(seen.get("/console.js").body())
                .doesNotContain("innerHTML")
                .doesNotContain("insertAdjacentHTML")
                .doesNotContain("document.write")
                .doesNotContain("eval(");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/flows", "/api/v1/flows?limit=0", "/health", "/none"})
    void everyAnswerIsGuarded(String path) throws Exception {
        HttpResponse<String> response = seen.get(path);
        assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("content-security-policy").orElse(""))
                .startsWith("default-src 'self'");
    }

    @Test
    void portInUseIsOneClearError() {
        int taken = seen.port();
        AdminException e = catchThrowableOfType(
                AdminException.class, () -> AdminServer.start(seen, AdminServer.DEFAULT_HOST, taken));
        assertThat(e)
                .hasMessage("the admin API cannot listen on port " + taken + " of 127.0.0.1: another program listens"
                        + " there; choose another port with --listen HOST:PORT (port 0 takes any that is free)");
    }

    /** The samples of a scrape by name and labels; every line has to be one or a comment. */
    private Map<String, Double> metrics() throws Exception {
        HttpResponse<String> response = seen.get("/metrics");
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
}
