package io.tandem.conformance.offload;

import io.tandem.conformance.ovs.FlowText;
import io.tandem.flow.Megaflow;

/**
 * A flow that both are given.
 *
 * @param name where it comes from
 * @param text ports by name, for Open vSwitch
 * @param flow the same with the port numbers of {@link OffloadPorts}
 */
public record OffloadCase(String name, FlowText text, Megaflow flow) {}
