package io.tandem.rte.port;

import java.util.OptionalInt;

/**
 * What an action AGE that rules share knows of their packets. Source: rte_flow.h struct rte_flow_query_age.
 *
 * @param aged no packet came for its time
 * @param idleSeconds since the last packet; empty where the driver does not know
 */
public record ActionAge(boolean aged, OptionalInt idleSeconds) {}
