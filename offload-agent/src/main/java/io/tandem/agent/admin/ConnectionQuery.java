package io.tandem.agent.admin;

import io.tandem.agent.engine.AgentView;
import io.tandem.datapath.conntrack.ConnectionText;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Which connections a request asks for.
 *
 * @param zone of which zone; empty for all
 * @param limit connections in the answer at most
 */
record ConnectionQuery(OptionalInt zone, int limit) {
    private static final int DEFAULT_LIMIT = 1000;
    private static final int MAX_LIMIT = 100_000;
    private static final int LAST_ZONE = 65_535;
    private static final List<String> PARAMETERS = List.of("zone", "limit");

    /** Reads the query parameters. */
    static ConnectionQuery of(MultiMap parameters) {
        Parameters.expect(parameters, PARAMETERS);
        Optional<Long> zone = Parameters.number(parameters, "zone", 0, LAST_ZONE);
        return new ConnectionQuery(
                zone.isPresent() ? OptionalInt.of(zone.get().intValue()) : OptionalInt.empty(),
                Parameters.number(parameters, "limit", 1, MAX_LIMIT)
                        .map(Long::intValue)
                        .orElse(DEFAULT_LIMIT));
    }

    /** A line for each, as ovs-appctl dpctl/dump-conntrack prints them. */
    String page(AgentView agent) {
        return agent.connections(zone, limit).stream()
                .map(connection -> ConnectionText.print(connection) + "\n")
                .collect(Collectors.joining());
    }
}
