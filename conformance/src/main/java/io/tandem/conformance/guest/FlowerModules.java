package io.tandem.conformance.guest;

import java.util.List;
import java.util.stream.Stream;

/** The kernel modules that filters of TC flower are made of, and the interface on which the device tries them. */
public final class FlowerModules {
    private static final List<String> NEEDED = List.of(
            "sch_ingress",
            "cls_flower",
            "act_gact",
            "act_mirred",
            "act_vlan",
            "act_mpls",
            "act_pedit",
            "act_csum",
            "act_tunnel_key",
            "act_ct",
            "act_police",
            "act_sample",
            "act_skbedit",
            "dummy");

    private FlowerModules() {}

    /**
     * Those for every match and action that Tandem makes, and others.
     *
     * @param others each a name, with options after a blank
     */
    public static List<String> and(String... others) {
        return Stream.concat(NEEDED.stream(), Stream.of(others)).toList();
    }
}
