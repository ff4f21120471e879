package io.tandem.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code tandem run} as a process of its own: it serves, stops cleanly, and leaves no other process behind. */
@Timeout(120)
class AgentProcessTest {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    @SuppressWarnings("NullAway.Init") // start() sets both before any test
    private Process agent;

    @SuppressWarnings("NullAway.Init")
    private BufferedReader output;

    private String address = "";

    @BeforeEach
    void start() throws IOException {
        agent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dtandem.root=" + System.getProperty("tandem.root"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.tandem.agent.cli.Main",
                        "run",
                        "--listen",
                        "127.0.0.1:0",
                        "--nic-profile",
                        "small")
                .redirectErrorStream(true)
                .start();
        output = agent.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.find()) {
                address = matcher.group();
                return;
            }
        }
        throw new AssertionError("the agent ended before it printed its address");
    }

    @AfterEach
    void end() {
        agent.descendants().forEach(ProcessHandle::destroyForcibly);
        agent.destroyForcibly();
    }

    @Test
    void servesAndStopsOnCtrlCWithASummary() throws Exception {
        List<ProcessHandle> harness = agent.descendants().toList();
        assertThat(harness).hasSize(1);
        assertThat(get("/health")).contains("\"status\":\"UP\"");
        await("/api/v1/stats", Pattern.compile("\"hardwareHits\":[1-9]\\d*"));
        await("/api/v1/flows?state=OFFLOADED", Pattern.compile("\"rule(Id)?\":\"1/\\d+\""));

        new ProcessBuilder("kill", "-INT", Long.toString(agent.pid())).start().waitFor();

        List<String> rest = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            rest.add(line);
        }
        assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(String.join("\n", rest)).containsPattern("conserved +yes");
        assertThat(gone(harness.getFirst())).isTrue();
    }

    @Test
    void theHarnessDoesNotSurviveItsParent() {
        ProcessHandle harness = agent.descendants().findFirst().orElseThrow();

        agent.destroyForcibly();

        assertThat(gone(harness)).isTrue();
    }

    @Test
    void comesBackWhenTheHarnessIsKilled() throws Exception {
        ProcessHandle first = agent.descendants().findFirst().orElseThrow();

        first.destroyForcibly();

        await("/api/v1/devices", Pattern.compile("\"up\":true,\"generation\":2"));
        await("/api/v1/flows?state=OFFLOADED", Pattern.compile("\"rule(Id)?\":\"2/\\d+\""));
        assertThat(get("/health")).contains("\"status\":\"UP\"");
    }

    private static boolean gone(ProcessHandle process) {
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private void await(String path, Pattern wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            last = get(path);
            if (wanted.matcher(last).find()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(path + " never answered " + wanted + "; last: " + last);
    }

    private String get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(address + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
