package io.tandem.datapath.conntrack;

/** What of a connection's packets is translated: bits. Source: Open vSwitch lib/conntrack.h, enum nat_action_e. */
final class Translation {
    static final int NONE = 0;
    static final int SOURCE = 1;
    static final int SOURCE_PORT = 2;
    static final int DESTINATION = 4;
    static final int DESTINATION_PORT = 8;

    /** What is to be done to the packets that come back: the other address. */
    static int back(int translation) {
        return switch (translation & (SOURCE | DESTINATION)) {
            case SOURCE -> DESTINATION;
            case DESTINATION -> SOURCE;
            default -> NONE;
        };
    }

    private Translation() {}
}
