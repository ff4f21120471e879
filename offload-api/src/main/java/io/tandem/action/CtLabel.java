package io.tandem.action;

/**
 * A change of a connection's label of 128 bits. Source: linux/openvswitch.h OVS_CT_ATTR_LABELS.
 *
 * @param high upper 64 bits of the new value
 * @param low lower 64 bits
 * @param maskHigh upper 64 of the bits that are changed
 * @param maskLow lower 64
 */
public record CtLabel(long high, long low, long maskHigh, long maskLow) {}
