package io.tandem.odp;

import io.tandem.flow.FlowField;

/** A VLAN tag's fields: {@code vid=,pcp=[,cfi=0]}. Source: Open vSwitch, format_vlan_tci in lib/odp-util.c. */
final class VlanText {
    static void print(StringBuilder out, byte[] tci, byte[] mask, boolean verbose) {
        long vid = FlowField.VLAN_VID.slot().get(tci, 0);
        long vidMask = FlowField.VLAN_VID.slot().get(mask, 0);
        if (verbose || vid != 0 || vidMask != 0) {
            out.append("vid=")
                    .append(vid)
                    .append(masked(vidMask, FlowField.VLAN_VID))
                    .append(',');
        }
        long pcp = FlowField.VLAN_PCP.slot().get(tci, 0);
        long pcpMask = FlowField.VLAN_PCP.slot().get(mask, 0);
        if (verbose || pcp != 0 || pcpMask != 0) {
            out.append("pcp=")
                    .append(pcp)
                    .append(masked(pcpMask, FlowField.VLAN_PCP))
                    .append(',');
        }
        if (FlowField.VLAN_CFI.slot().get(tci, 0) == 0) {
            out.append("cfi=0,");
        }
        NumberText.chomp(out);
    }

    private static String masked(long mask, FlowField field) {
        return mask == field.ones() ? "" : "/0x" + Long.toHexString(mask);
    }

    private VlanText() {}
}
