package io.tandem.agent.engine;

import io.tandem.backend.FlowState;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;
import java.time.Instant;

/**
 * One flow as its owner sees it, at one moment.
 *
 * @param flow match and actions
 * @param state where it is carried, and why
 * @param total all packets, whichever path they took
 * @param hardware those that hardware carried, in all its generations
 * @param software those that software carried
 * @param created when the flow was put
 */
public record FlowView(
        Megaflow flow, FlowState state, FlowStats total, FlowStats hardware, FlowStats software, Instant created) {}
