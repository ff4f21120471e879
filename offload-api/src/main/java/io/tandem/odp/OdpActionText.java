package io.tandem.odp;

import io.tandem.action.OdpAction;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Action lists as ODP text. */
public final class OdpActionText {
    private static final Set<KeyAttribute> SETTABLE = EnumSet.of(
            KeyAttribute.ETHERNET,
            KeyAttribute.VLAN,
            KeyAttribute.IPV4,
            KeyAttribute.IPV6,
            KeyAttribute.TCP,
            KeyAttribute.UDP);

    /**
     * Reads a list of actions.
     *
     * @param ports the ports that an output may name
     * @throws OdpParseException where the text is not a list of actions or names a port that does not exist
     */
    public static List<OdpAction> parse(String text, PortNames ports) throws OdpParseException {
        OdpScanner in = new OdpScanner(text);
        List<OdpAction> actions = new ArrayList<>();
        in.skipDelimiters();
        if (in.atEnd()) {
            throw in.wrong("actions", "an action: " + NAMES);
        }
        while (!in.atEnd()) {
            actions.add(action(in, ports));
            if (!in.atEnd() && !in.looksAt(',') && !in.looksAt(' ')) {
                throw in.wrong("actions", "',' or the end of the actions");
            }
            in.skipDelimiters();
        }
        if (actions.size() > 1 && actions.contains(new OdpAction.Drop())) {
            throw new OdpParseException(0, "drop", "drop among other actions", "drop alone");
        }
        return List.copyOf(actions);
    }

    private static final String NAMES = "a port, drop, set(...), push_vlan(...), pop_vlan, recirc(...)";

    /** The canonical text of a list of actions; none at all is {@code drop}. */
    public static String print(List<OdpAction> actions) {
        return actions.isEmpty()
                ? "drop"
                : actions.stream().map(OdpActionText::print).collect(Collectors.joining(","));
    }

    /** The canonical text of one action. */
    public static String print(OdpAction action) {
        return switch (action) {
            case OdpAction.Output output -> Integer.toUnsignedString(output.port());
            case OdpAction.Set set -> set(set.attribute(), set.value(), wholeMask(set.attribute()));
            case OdpAction.SetMasked set -> set(set.attribute(), set.value(), set.mask());
            case OdpAction.PushVlan push -> pushVlan(push);
            case OdpAction.PopVlan pop -> "pop_vlan";
            case OdpAction.Drop drop -> "drop";
            case OdpAction.Recirc recirc -> "recirc(0x" + Integer.toHexString(recirc.id()) + ")";
        };
    }

    /** The mask that covers every field of an attribute. */
    static FlowMask wholeMask(KeyAttribute attribute) {
        FlowMask.Builder mask = FlowMask.builder();
        attribute.fields().stream().filter(f -> f != FlowField.VLAN_TPID).forEach(mask::exact);
        return mask.build();
    }

    private static OdpAction action(OdpScanner in, PortNames ports) throws OdpParseException {
        int start = in.offset();
        String name = in.word();
        OptionalInt port = ports.number(name);
        if (port.isPresent()) {
            return new OdpAction.Output(port.getAsInt());
        }
        if (!name.isEmpty() && Character.isDigit(name.charAt(0))) {
            in.back(start);
            int number = (int) in.number(32, "output");
            if (!ports.exists(number)) {
                throw in.wrongAt(start, "output", ports.describe());
            }
            return new OdpAction.Output(number);
        }
        return switch (name) {
            case "drop" -> new OdpAction.Drop();
            case "pop_vlan" -> new OdpAction.PopVlan();
            case "push_vlan" -> readPushVlan(in);
            case "recirc" -> {
                in.expect('(', name);
                int id = (int) in.number(32, name);
                in.expect(')', name);
                yield new OdpAction.Recirc(id);
            }
            case "set" -> readSet(in);
            default -> throw in.wrongAt(start, name, "an action: " + NAMES);
        };
    }

    private static OdpAction readPushVlan(OdpScanner in) throws OdpParseException {
        in.expect('(', "push_vlan");
        int tpid = EtherType.VLAN_8021Q;
        long vid = -1;
        long pcp = -1;
        long cfi = 1;
        do {
            int start = in.offset();
            String name = in.name();
            in.expect('=', "push_vlan " + name);
            switch (name) {
                case "tpid" -> tpid = (int) in.number(16, "push_vlan tpid");
                case "vid" -> vid = in.number(12, "push_vlan vid");
                case "pcp" -> pcp = in.number(3, "push_vlan pcp");
                case "cfi" -> cfi = in.number(1, "push_vlan cfi");
                default -> throw in.wrongAt(start, "push_vlan", "tpid=, vid=, pcp= or cfi=");
            }
        } while (in.take(','));
        if (vid < 0 || pcp < 0) {
            throw in.wrong("push_vlan", "vid= and pcp=");
        }
        in.expect(')', "push_vlan");
        return new OdpAction.PushVlan(tpid, (int) (pcp << 13 | cfi << 12 | vid));
    }

    private static OdpAction readSet(OdpScanner in) throws OdpParseException {
        in.expect('(', "set");
        int start = in.offset();
        String name = in.name();
        KeyAttribute attribute = KeyAttribute.named(name)
                .filter(SETTABLE::contains)
                .orElseThrow(() -> in.wrongAt(
                        start,
                        "set",
                        "an attribute that can be set: "
                                + SETTABLE.stream().map(KeyAttribute::text).collect(Collectors.joining(" "))));
        in.expect('(', name);
        OdpMatch fields = OdpKeyParser.attribute(in, attribute);
        in.expect(')', name);
        in.expect(')', "set");
        return fields.mask().equals(wholeMask(attribute))
                ? new OdpAction.Set(attribute, fields.key())
                : new OdpAction.SetMasked(attribute, fields.key(), fields.mask());
    }

    private static String set(KeyAttribute attribute, FlowKey value, FlowMask mask) {
        StringBuilder out = new StringBuilder("set(").append(attribute.text()).append('(');
        OdpKeyText.fields(out, attribute, value, mask);
        return out.append("))").toString();
    }

    private static String pushVlan(OdpAction.PushVlan push) {
        String tpid = push.tpid() == EtherType.VLAN_8021Q ? "" : "tpid=0x%04x,".formatted(push.tpid());
        String cfi = (push.tci() & OdpAction.VLAN_PRESENT) != 0 ? "" : ",cfi=0";
        return "push_vlan(" + tpid + "vid=" + (push.tci() & 0xfff) + ",pcp=" + (push.tci() >>> 13 & 7) + cfi + ")";
    }

    private OdpActionText() {}
}
