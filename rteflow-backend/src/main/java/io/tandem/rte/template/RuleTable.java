package io.tandem.rte.template;

import io.tandem.rte.transport.RteTemplates.RteTable;

/** A table in a device, and how many rules are in it. One thread at a time. */
final class RuleTable {
    private final int port;
    private final RteTable table;
    private final int room;
    private int used;

    /** @param room rules that it holds */
    RuleTable(int port, RteTable table, int room) {
        this.port = port;
        this.table = table;
        this.room = room;
    }

    int port() {
        return port;
    }

    /** The transport's name of it. */
    RteTable table() {
        return table;
    }

    boolean full() {
        return used == room;
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
