package io.tandem.action;

/**
 * A change of a connection's mark. Source: linux/openvswitch.h OVS_CT_ATTR_MARK.
 *
 * @param value new bits
 * @param mask bits that are changed
 */
public record CtMark(int value, int mask) {}
