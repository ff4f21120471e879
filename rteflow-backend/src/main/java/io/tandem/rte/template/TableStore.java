package io.tandem.rte.template;

import io.tandem.rte.flow.RteRule;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteTemplates;
import io.tandem.rte.transport.RteTemplates.RteTable;
import io.tandem.rte.transport.RteTransportException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of a device's ports, several for one kind of rules where these are many. Those without rules stay until a port
 * has no room for another. One thread at a time.
 */
final class TableStore {
    /** Rules that a table holds which is one of many rules. */
    static final int ROOM = 1_024;

    private final RteTemplates templates;
    private final Map<Place, List<RuleTable>> tables = new HashMap<>();
    /** Why a port makes no tables of a kind, which it is not asked for again. */
    private final Map<Place, RteError> hopeless = new HashMap<>();

    private record Place(int port, RuleKind kind) {}

    TableStore(RteTemplates templates) {
        this.templates = templates;
    }

    /**
     * A table with room for a rule, or why there is none.
     *
     * @param room rules that a new table holds
     */
    RteAnswer<RuleTable> tableFor(int port, RteRule rule, int room) throws RteTransportException {
        Place place = new Place(port, RuleKind.of(rule));
        Optional<RuleTable> open = tables.getOrDefault(place, List.of()).stream()
                .filter(table -> !table.full())
                .findFirst();
        if (open.isPresent()) {
            return new RteAnswer.Done<>(open.get());
        }
        RteError known = hopeless.get(place);
        return known == null ? made(place, rule, room) : RteAnswer.refused(known);
    }

    private RteAnswer<RuleTable> made(Place place, RteRule rule, int room) throws RteTransportException {
        RteAnswer<RteTable> answer = templates.createTable(place.port(), rule, room);
        if (answer instanceof RteAnswer.Refused<RteTable>(RteError error) && error.full() && endEmpty(place.port())) {
            answer = templates.createTable(place.port(), rule, room);
        }
        return switch (answer) {
            case RteAnswer.Done<RteTable>(RteTable table) -> {
                RuleTable made = new RuleTable(place.port(), table, room);
                tables.computeIfAbsent(place, _ -> new ArrayList<>()).add(made);
                yield new RteAnswer.Done<>(made);
            }
            case RteAnswer.Refused<RteTable>(RteError error) -> {
                if (!error.full()) {
                    hopeless.put(place, error);
                }
                yield RteAnswer.refused(error);
            }
        };
    }

    /** Ends tables of a port that no rule is in, and tells whether there was one. One that stays is filled again. */
    boolean endEmpty(int port) throws RteTransportException {
        boolean ended = false;
        for (List<RuleTable> ofKind : tables.values()) {
            Iterator<RuleTable> each = ofKind.iterator();
            while (each.hasNext()) {
                RuleTable table = each.next();
                if (table.port() == port && table.isEmpty()) {
                    if (templates.destroyTable(port, table.table()) instanceof RteAnswer.Done<RteAnswer.Ok>) {
                        ended = true;
                        each.remove();
                    }
                }
            }
        }
        return ended;
    }

    /** All rules of a port are gone; its tables are there. */
    void emptied(int port) {
        tables.forEach((place, ofKind) -> {
            if (place.port() == port) {
                ofKind.forEach(RuleTable::clear);
            }
        });
    }

    /** A port's tables went with its life. */
    void forget(int port) {
        tables.keySet().removeIf(place -> place.port() == port);
        hopeless.keySet().removeIf(place -> place.port() == port);
    }
}
