package io.tandem.action;

import io.tandem.flow.Bytes;
import java.util.Set;

/**
 * Address translation of a connection. Source: linux/openvswitch.h, enum ovs_nat_attr.
 *
 * @param direction which address is changed
 * @param first lowest address, 4 or 16 bytes; none where only known connections are translated
 * @param last highest address; none where there is one address only
 * @param firstPort lowest port; 0 for any
 * @param lastPort highest port; 0 where there is one port only
 * @param options how addresses and ports are chosen
 */
public record Nat(Direction direction, Bytes first, Bytes last, int firstPort, int lastPort, Set<Option> options) {
    public Nat {
        options = Set.copyOf(options);
    }

    /** Translation of connections that have one already. */
    public static final Nat EXISTING = new Nat(Direction.EXISTING, Bytes.NONE, Bytes.NONE, 0, 0, Set.of());

    /** Which address is changed. */
    public enum Direction {
        EXISTING,
        SOURCE,
        DESTINATION
    }

    /** How addresses and ports are chosen. */
    public enum Option {
        PERSISTENT("persistent"),
        HASH("hash"),
        RANDOM("random");

        private final String text;

        Option(String text) {
            this.text = text;
        }

        /** The name in ODP text. */
        public String text() {
            return text;
        }
    }
}
