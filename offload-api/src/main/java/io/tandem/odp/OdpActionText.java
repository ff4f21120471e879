package io.tandem.odp;

import io.tandem.action.OdpAction;
import java.util.List;

/**
 * Action lists as ODP text, what {@code ovs-dpctl} prints and reads; beside what Open vSwitch's own parser takes, also
 * the actions that it prints and cannot read back (push_mpls, pop_mpls, hash, push_eth, dec_ttl, nested drop).
 */
public final class OdpActionText {
    /**
     * Reads a list of actions; an empty one drops.
     *
     * @param ports the ports that an output may name
     * @throws OdpParseException where the text is not a list of actions or names a port that does not exist
     */
    public static List<OdpAction> parse(String text, PortNames ports) throws OdpParseException {
        return new OdpActionParser(new OdpScanner(text), ports).parse();
    }

    /**
     * Reads a list of actions as {@link #parse} does, but for numbers that are too large for their field, which are
     * errors here, and an empty list, which is one too.
     */
    public static List<OdpAction> parseStrict(String text, PortNames ports) throws OdpParseException {
        OdpScanner in = new OdpScanner(text, true);
        List<OdpAction> actions = new OdpActionParser(in, ports).parse();
        if (actions.isEmpty()) {
            throw in.wrong("actions", "an action, or drop");
        }
        return actions;
    }

    /** The canonical text of a list. */
    public static String print(List<OdpAction> actions) {
        return print(actions, PortNames.any());
    }

    /** The canonical text of a list, with ports by name where they have one. */
    public static String print(List<OdpAction> actions, PortNames ports) {
        StringBuilder out = new StringBuilder();
        new OdpActionPrinter(out, ports).list(actions);
        return out.toString();
    }

    /** The canonical text of one action. */
    public static String print(OdpAction action) {
        return print(List.of(action));
    }

    private OdpActionText() {}
}
