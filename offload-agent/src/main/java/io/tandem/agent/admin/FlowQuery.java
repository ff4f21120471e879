package io.tandem.agent.admin;

import io.tandem.agent.engine.FlowView;
import io.tandem.agent.json.FlowJson;
import io.tandem.flow.FlowField;
import io.tandem.flow.Ufid;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which flows a request asks for.
 *
 * @param state the word of a state
 * @param port ingress port
 * @param text part of the match, the actions, the ufid or the refusal's sentence, in lower case
 * @param limit flows in the answer at most
 * @param after the flow after which the page begins
 */
record FlowQuery(Optional<String> state, OptionalLong port, Optional<String> text, int limit, Optional<Ufid> after) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final List<String> PARAMETERS = List.of("state", "port", "text", "limit", "cursor");

    /** Reads the query parameters; anything that is not as it should be ends the request with a problem. */
    static FlowQuery of(MultiMap parameters) {
        Parameters.expect(parameters, PARAMETERS);
        Optional<Long> port = Parameters.number(parameters, "port", 0, 0xffff_ffffL);
        return new FlowQuery(
                state(parameters),
                port.isPresent() ? OptionalLong.of(port.get()) : OptionalLong.empty(),
                Parameters.value(parameters, "text").map(text -> text.toLowerCase(Locale.ROOT)),
                Parameters.number(parameters, "limit", 1, MAX_LIMIT)
                        .map(Long::intValue)
                        .orElse(DEFAULT_LIMIT),
                Parameters.value(parameters, "cursor").map(FlowQuery::position));
    }

    /** The page of those flows, which are in the order of their ufids. */
    JsonObject page(List<FlowView> flows, long nowNanos) {
        JsonArray items = new JsonArray();
        FlowView last = null;
        for (FlowView flow : flows.subList(start(flows), flows.size())) {
            if (!wants(flow)) {
                continue;
            }
            if (last != null && items.size() == limit) {
                return answer(items, cursor(last.flow().ufid()));
            }
            items.add(FlowJson.flow(flow, nowNanos));
            last = flow;
        }
        return answer(items, null);
    }

    private static JsonObject answer(JsonArray items, @Nullable String next) {
        return new JsonObject().put("items", items).put("next", next);
    }

    private int start(List<FlowView> flows) {
        if (after.isEmpty()) {
            return 0;
        }
        int low = 0;
        int high = flows.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (flows.get(middle).flow().ufid().compareTo(after.get()) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean wants(FlowView flow) {
        boolean stateFits = state.isEmpty() || state.get().equals(flow.state().word());
        boolean portFits = port.isEmpty()
                || (flow.flow().mask().isExact(FlowField.IN_PORT)
                        && flow.flow().key().get(FlowField.IN_PORT) == port.getAsLong());
        return stateFits && portFits && (text.isEmpty() || says(flow, text.get()));
    }

    private static boolean says(FlowView flow, String part) {
        return FlowJson.match(flow).contains(part)
                || FlowJson.actions(flow).contains(part)
                || flow.flow().ufid().toString().contains(part)
                || FlowCounts.refusal(flow.state())
                        .filter(refusal -> (refusal.sentence() + " " + refusal.code())
                                .toLowerCase(Locale.ROOT)
                                .contains(part))
                        .isPresent();
    }

    private static Optional<String> state(MultiMap parameters) {
        Optional<String> state = Parameters.value(parameters, "state");
        if (state.isPresent() && !FlowCounts.STATES.contains(state.get())) {
            throw Problem.badParameter("state", state.get(), "one of " + String.join(", ", FlowCounts.STATES))
                    .exception();
        }
        return state;
    }

    private static String cursor(Ufid last) {
        byte[] bytes =
                ByteBuffer.allocate(16).putLong(last.high()).putLong(last.low()).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Ufid position(String cursor) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length != 16) {
            throw Problem.badParameter("cursor", cursor, "the value of 'next' of the page before")
                    .exception();
        }
        ByteBuffer position = ByteBuffer.wrap(bytes);
        return new Ufid(position.getLong(), position.getLong());
    }
}
