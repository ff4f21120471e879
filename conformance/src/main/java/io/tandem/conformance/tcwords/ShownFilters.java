package io.tandem.conformance.tcwords;

import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Filters as {@code tc -j filter show} writes them, and as Tandem reads them, but for what the kernel chose. */
final class ShownFilters {
    private static final String INGRESS_QDISC = "ffff:";

    private ShownFilters() {}

    /**
     * The filters without the numbers of actions that the kernel chose. An ingress qdisc has one place, which can be called
     * by the qdisc's number or as ingress; the kernel keeps the name that came last, and tc shows it.
     *
     * @param shown what tc wrote
     * @param asked the filter that was asked for, the only one there
     * @throws DecodeException where it is no JSON
     */
    static JsonArray read(String shown, TcFilter asked) {
        JsonArray filters = new JsonArray(shown);
        for (Object filter : filters) {
            ((JsonObject) filter).getMap().remove("parent", INGRESS_QDISC);
            JsonArray actions = ((JsonObject) filter)
                    .getJsonObject("options", new JsonObject())
                    .getJsonArray("actions", new JsonArray());
            for (int i = 0; i < actions.size() && i < asked.actions().size(); i++) {
                if (asked.actions().get(i).index() == 0) {
                    actions.getJsonObject(i).remove("index");
                }
            }
        }
        return filters;
    }

    /** A filter that was read back, with what the kernel chose replaced by what the request left open. */
    static TcFilter asAsked(TcFilter read, TcFilter asked) {
        FilterId id = read.id();
        FilterId wanted = asked.id();
        List<TcAction> actions = new ArrayList<>();
        for (int i = 0; i < read.actions().size(); i++) {
            TcAction action = read.actions().get(i);
            boolean open = i < asked.actions().size() && asked.actions().get(i).index() == 0;
            actions.add(open ? action.withIndex(0) : action);
        }
        Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
        flags.addAll(read.flags());
        flags.remove(FilterFlag.NOT_IN_HW);
        return new TcFilter(
                new FilterId(
                        id.attach(),
                        id.chain(),
                        wanted.priority() == 0 ? 0 : id.priority(),
                        id.protocol(),
                        wanted.handle() == 0 ? 0 : id.handle()),
                read.match(),
                flags,
                read.classId(),
                actions);
    }
}
