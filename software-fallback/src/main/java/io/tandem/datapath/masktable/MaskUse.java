package io.tandem.datapath.masktable;

import io.tandem.flow.FlowMask;

/**
 * A mask of the table.
 *
 * @param mask the bits matched
 * @param flows flows that share it
 * @param uses lookups that found a flow by it since masks came, went or were last put in order
 */
public record MaskUse(FlowMask mask, int flows, long uses) {}
