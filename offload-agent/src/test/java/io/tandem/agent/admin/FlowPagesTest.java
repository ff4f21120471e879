package io.tandem.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.engine.FlowView;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowPagesTest {
    private final SeenAgent seen;

    FlowPagesTest() throws AdminException {
        seen = new SeenAgent();
    }

    @AfterEach
    void stop() {
        seen.close();
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
        JsonObject first = seen.json("/api/v1/flows?limit=100");
        List<FlowView> left = new ArrayList<>(seen.flows);
        FlowView last = left.remove(99);
        left.remove(0);
        seen.flows = left;
        JsonObject second = seen.json("/api/v1/flows?limit=1000&cursor=" + first.getString("next"));
        assertThat(SeenAgent.ufids(first)).contains(last.flow().ufid().toString());
        assertThat(SeenAgent.ufids(second)).hasSize(157).doesNotContainAnyElementsOf(SeenAgent.ufids(first));
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

    private List<String> walk(String query) throws Exception {
        List<String> all = new ArrayList<>();
        String cursor = null;
        do {
            String next = cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
            JsonObject page = seen.json("/api/v1/flows?" + query + next);
            all.addAll(SeenAgent.ufids(page));
            cursor = page.getString("next");
        } while (cursor != null && all.size() <= 1000);
        return all;
    }
}
