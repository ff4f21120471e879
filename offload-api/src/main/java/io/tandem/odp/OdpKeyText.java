package io.tandem.odp;

import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.MatchEncoder;
import io.tandem.netlink.NetlinkDecodeException;
import io.tandem.validate.MatchValidator;
import java.util.Optional;

/**
 * Flow keys as ODP text: what {@code ovs-dpctl dump-flows} prints and {@code add-flow} reads.
 *
 * <p>Reading keeps attributes as they are written; whether they make a flow is asked of {@link MatchDecoder}, or of
 * {@link #parseMasked}, which does both.
 */
public final class OdpKeyText {
    /**
     * Reads attributes as they are written, each with its mask: a field without one is exact.
     *
     * @throws OdpParseException where the text is not a list of key attributes
     */
    public static MatchAttributes parse(String text, PortNames ports) throws OdpParseException {
        return new OdpKeyParser(new OdpScanner(text), ports, 0).parse();
    }

    /**
     * Reads a match: a field without a mask is exact, a field that is not named is wild. As in the datapath ABI, no
     * recirc_id means zero, and no vlan() means no tag. Numbers that are too large for their field are errors here.
     *
     * @throws OdpParseException where the text is not a match, or a field is matched whose prerequisites are not
     */
    public static OdpMatch parseMasked(String text, PortNames ports) throws OdpParseException {
        MatchAttributes attributes = new OdpKeyParser(new OdpScanner(text, true), ports, 0).parse();
        try {
            FlowKey key = MatchDecoder.partialKey(attributes.key());
            FlowMask mask = MatchDecoder.partialMask(attributes.mask(), key);
            Optional<MatchValidator.Violation> violation = MatchValidator.check(key, mask);
            if (violation.isPresent()) {
                String field = violation.get().field().path();
                throw new OdpParseException(
                        place(text, field),
                        field,
                        "it matched without that",
                        violation.get().sentence());
            }
            return new OdpMatch(key, mask);
        } catch (NetlinkDecodeException e) {
            throw new OdpParseException(place(text, e.field()), e.field(), e.found(), e.expected());
        }
    }

    private static int place(String text, String field) {
        String attribute = field.indexOf('.') < 0 ? field : field.substring(0, field.indexOf('.'));
        return KeyAttribute.named(attribute).isPresent() ? Math.max(0, text.indexOf(attribute + "(")) : 0;
    }

    /** The text of attributes with their masks, as {@code dump-flows} prints it; what is wild is left out. */
    public static String print(MatchAttributes match, PortNames ports) {
        return print(match, ports, false);
    }

    /** The text of attributes with each of their fields, as {@code dump-flows -m} prints it. */
    public static String printVerbose(MatchAttributes match, PortNames ports) {
        return print(match, ports, true);
    }

    private static String print(MatchAttributes match, PortNames ports, boolean verbose) {
        StringBuilder out = new StringBuilder(128);
        new OdpKeyPrinter(out, verbose, ports).print(match);
        return out.toString();
    }

    /** The canonical text of a match. */
    public static String print(FlowKey key, FlowMask mask) {
        return print(MatchEncoder.MEGAFLOW.encode(key, mask), PortNames.any());
    }

    private OdpKeyText() {}
}
