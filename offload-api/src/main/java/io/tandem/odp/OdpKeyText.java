package io.tandem.odp;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import java.util.List;

/**
 * Flow keys as ODP text.
 *
 * <p>Printing shows what the mask covers. A flow that pins "no VLAN tag" shows nothing for it, as in the datapath ABI,
 * where a missing vlan() means an untagged packet.
 */
public final class OdpKeyText {
    private static final List<KeyAttribute> BEFORE_TYPE =
            List.of(KeyAttribute.RECIRC_ID, KeyAttribute.IN_PORT, KeyAttribute.ETHERNET);
    private static final List<KeyAttribute> AFTER_TYPE = List.of(
            KeyAttribute.IPV4,
            KeyAttribute.IPV6,
            KeyAttribute.ARP,
            KeyAttribute.TCP,
            KeyAttribute.UDP,
            KeyAttribute.SCTP,
            KeyAttribute.ICMP,
            KeyAttribute.ICMPV6,
            KeyAttribute.TCP_FLAGS);

    /**
     * Reads a match with masks: a field without a mask is exact, a field that is not named is wild. As in the datapath
     * ABI, no recirc_id means zero, and no vlan() means no tag.
     *
     * @throws OdpParseException where the text is not a match, or a field is matched whose prerequisites are not
     */
    public static OdpMatch parseMasked(String text, PortNames ports) throws OdpParseException {
        return new OdpKeyParser(text, ports).parse();
    }

    /** The canonical text of a match. */
    public static String print(FlowKey key, FlowMask mask) {
        StringBuilder out = new StringBuilder(128);
        BEFORE_TYPE.forEach(attribute -> attribute(out, attribute, key, mask));
        boolean tagged = key.get(FlowField.VLAN_CFI) != 0;
        boolean doubleTagged = tagged && key.get(FlowField.CVLAN_CFI) != 0;
        if (tagged) {
            tag(out, FlowField.VLAN_TPID, KeyAttribute.VLAN, key, mask);
        }
        if (doubleTagged) {
            tag(out, FlowField.CVLAN_TPID, KeyAttribute.CVLAN, key, mask);
        }
        attribute(out, KeyAttribute.ETHERTYPE, key, mask);
        AFTER_TYPE.forEach(attribute -> attribute(out, attribute, key, mask));
        trimComma(out);
        return out.append(doubleTagged ? "))" : tagged ? ")" : "").toString();
    }

    /** The fields of one attribute inside its parentheses, without them. */
    static void fields(StringBuilder out, KeyAttribute attribute, FlowKey key, FlowMask mask) {
        for (FlowField field : attribute.fields()) {
            boolean impliedByTag = field.text().equals("tpid") || (field.text().equals("cfi") && key.get(field) != 0);
            if (!mask.isZero(field) && !impliedByTag) {
                out.append(field.text()).append(field.text().isEmpty() ? "" : "=");
                FieldText.print(out, field, key, mask);
                out.append(',');
            }
        }
        trimComma(out);
    }

    private static void attribute(StringBuilder out, KeyAttribute attribute, FlowKey key, FlowMask mask) {
        boolean shown = attribute.fields().stream()
                .anyMatch(f -> !mask.isZero(f) && f.prerequisite().holds(key));
        if (shown) {
            out.append(attribute.text()).append('(');
            fields(out, attribute, key, mask);
            out.append("),");
        }
    }

    private static void tag(StringBuilder out, FlowField tpid, KeyAttribute vlan, FlowKey key, FlowMask mask) {
        if (!mask.isZero(tpid)) {
            out.append(KeyAttribute.ETHERTYPE.text()).append('(');
            FieldText.print(out, tpid, key, mask);
            out.append("),");
        }
        out.append(vlan.text()).append('(');
        fields(out, vlan, key, mask);
        out.append("),").append(KeyAttribute.ENCAP.text()).append('(');
    }

    private static void trimComma(StringBuilder out) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) == ',') {
            out.setLength(out.length() - 1);
        }
    }

    /** True for the Ethernet types that a tag may have. */
    static boolean isTag(long etherType) {
        return EtherType.isVlan((int) etherType);
    }

    private OdpKeyText() {}
}
