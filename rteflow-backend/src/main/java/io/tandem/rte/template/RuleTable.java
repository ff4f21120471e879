package io.tandem.rte.template;

import io.tandem.rte.transport.RteTemplates.RteTable;

/** A table in a device, and how many rules are in it. One thread at a time. */
final class RuleTable {
    /** Rules that a table holds. */
    static final int ROOM = 1_024;

    private final int port;
    private final RteTable table;
    private int used;

    RuleTable(int port, RteTable table) {
        this.port = port;
        this.table = table;
    }

    int port() {
        return port;
    }

    /** The transport's name of it. */
    RteTable table() {
        return table;
    }

    boolean full() {
        return used == ROOM;
    }

    boolean isEmpty() {
        return used == 0;
    }

    /** A rule goes in, or was put into the queue for it. */
    void add() {
        used++;
    }

    /** A rule went out, or did not come in. */
    void remove() {
        used--;
    }

    /** All rules went out. */
    void clear() {
        used = 0;
    }
}
