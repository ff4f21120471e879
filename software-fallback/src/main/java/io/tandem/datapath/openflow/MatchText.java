package io.tandem.datapath.openflow;

import io.tandem.flow.FlowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A packet's key as OpenFlow match text: {@code tcp,in_port=1,vlan_tci=0x0000,dl_src=...,tcp_flags=syn}. Equal to what
 * {@code ovs-ofctl parse-pcap} prints, byte for byte. Fields that OpenFlow has no name for are not in it: the group of
 * IGMP, flags and options of neighbour discovery, Geneve options.
 *
 * <p>Source: Open vSwitch lib/flow.c, flow_format; lib/match.c, match_format.
 */
public final class MatchText {
    /**
     * One field as it is printed.
     *
     * @param name empty for a word that stands by itself, as {@code tcp}
     * @param value its text
     */
    public record Shown(String name, String value) {}

    /** The text of a key. */
    public static String print(FlowKey key) {
        StringBuilder out = new StringBuilder(256);
        for (Shown field : fields(key)) {
            if (!out.isEmpty()) {
                out.append(',');
            }
            if (!field.name().isEmpty()) {
                out.append(field.name()).append('=');
            }
            out.append(field.value());
        }
        return out.toString();
    }

    /** What the text of a key consists of, in order. */
    public static List<Shown> fields(FlowKey key) {
        Set<KeyPart> parts = KeyPart.of(key);
        List<Shown> shown = new ArrayList<>();
        for (MatchField row : MatchField.values()) {
            boolean there = row.part == KeyPart.CARRIED ? !key.isZero(row.field) : parts.contains(row.part);
            if (there) {
                shown.add(new Shown(row.text, row.format.print(key, row.field)));
            }
        }
        return shown;
    }

    private MatchText() {}
}
