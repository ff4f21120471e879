package io.tandem.operation;

import io.tandem.stats.FlowStats;

/**
 * What a terse dump tells of a flow. Source: OVS_UFID_F_OMIT_KEY, _MASK and _ACTIONS in linux/openvswitch.h.
 *
 * @param id its identity
 * @param stats what was counted so far
 */
public record FlowCount(FlowId id, FlowStats stats) {}
