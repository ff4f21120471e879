package io.tandem.tc.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of a network interface. Its index tells which it is; its name can change. */
public sealed interface LinkEvent {
    /** It is new. */
    record Added(Link link) implements LinkEvent {}

    /** It is another than before. */
    record Changed(Link before, Link link) implements LinkEvent {}

    /** It is gone; this is what was last known of it. */
    record Removed(Link link) implements LinkEvent {}

    /** What happened from one list to another: first what is gone, then the rest in the order of the later list. */
    static List<LinkEvent> between(List<Link> earlier, List<Link> later) {
        Map<Integer, Link> gone = new LinkedHashMap<>();
        earlier.forEach(link -> gone.put(link.ifindex(), link));
        List<LinkEvent> rest = new ArrayList<>();
        for (Link link : later) {
            Link before = gone.remove(link.ifindex());
            if (before == null) {
                rest.add(new Added(link));
            } else if (!before.equals(link)) {
                rest.add(new Changed(before, link));
            }
        }
        List<LinkEvent> events = new ArrayList<>();
        gone.values().forEach(link -> events.add(new Removed(link)));
        events.addAll(rest);
        return List.copyOf(events);
    }
}
