package io.tandem.conformance.traffic;

import io.tandem.datapath.port.PortKind;
import java.util.List;
import java.util.Locale;

/** The configuration and the flows that Tandem runs with between two {@link Hosts}. */
record TandemSetup(String configuration, String flows) {
    private static final String FLOWS = "traffic.flows";

    static TandemSetup of(Hosts hosts, PortKind kind, Between between) {
        StringBuilder text = new StringBuilder("ports:\n");
        for (int host = 1; host <= 2; host++) {
            text.append("  - {number: %d, kind: %s, interface: %s}%n"
                    .formatted(host, kind.name().toLowerCase(Locale.ROOT), hosts.port(host)));
        }
        if (between == Between.VXLAN) {
            text.append("tunnels:\n  - {number: 10, kind: vxlan, udp-port: 4789}\n");
        }
        if (between != Between.SWITCH) {
            text.append("flows: ").append(FLOWS).append('\n');
        }
        return new TandemSetup(text.toString(), String.join("\n", flows(between)) + "\n");
    }

    /** A learning switch whose flows go to the kernel's software as TC rules. */
    static TandemSetup offloading(Hosts hosts) {
        TandemSetup software = of(hosts, PortKind.AF_PACKET, Between.SWITCH);
        return new TandemSetup(
                software.configuration() + "offload: {backend: tc, policy: skip_hw}\n", software.flows());
    }

    /** The name of the flow file beside the configuration. */
    static String flowFile() {
        return FLOWS;
    }

    private static List<String> flows(Between between) {
        return switch (between) {
            case SWITCH -> List.of();
            case NAT ->
                List.of(
                        "in_port(1),eth_type(0x0806) actions:2",
                        "in_port(2),eth_type(0x0806) actions:1",
                        "recirc_id(0),in_port(1),eth_type(0x0800) actions:ct(commit,zone=1,nat(src=" + Hosts.NATTED
                                + ")),recirc(1)",
                        "recirc_id(1),in_port(1),ct_state(+trk-inv),eth_type(0x0800) actions:2",
                        "recirc_id(0),in_port(2),eth_type(0x0800) actions:ct(zone=1,nat),recirc(2)",
                        "recirc_id(2),in_port(2),ct_state(+trk+rpl-inv),eth_type(0x0800) actions:1");
            case VXLAN ->
                List.of(
                        "in_port(1) actions:tnl_push(tnl_port(10),header(size=50,type=4,eth(dst=" + Hosts.RIGHT_MAC
                                + ",src=" + Hosts.TUNNEL_MAC + ",dl_type=0x0800),ipv4(src=" + Hosts.TUNNEL_LOCAL
                                + ",dst=" + Hosts.TUNNEL_REMOTE + ",proto=17,tos=0,ttl=64,frag=0x4000),"
                                + "udp(src=0,dst=4789,csum=0x0),vxlan(flags=0x8000000,vni=0x"
                                + Integer.toHexString(Hosts.VNI) + ")),out_port(2)),2",
                        "in_port(2),eth_type(0x0800),ipv4(dst=" + Hosts.TUNNEL_LOCAL
                                + ",proto=17,frag=no),udp(dst=4789) actions:tnl_pop(10)",
                        "in_port(10) actions:1");
        };
    }
}
