package io.tandem.action;

/** What a {@link OdpAction.Ct} does to the connection. Source: linux/openvswitch.h OVS_CT_ATTR_COMMIT, FORCE_COMMIT. */
public enum CtCommit {
    /** Nothing. */
    NONE,
    /** Notes it. */
    COMMIT,
    /** Notes it, and forgets the one of the other direction that is in its way. */
    FORCE
}
