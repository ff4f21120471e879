package io.tandem.tc.probe;

import java.util.Optional;

/**
 * Something that not every kernel's filters can, and the filter that tells: a kernel that has it takes that filter and
 * says that it holds just that, so nothing in it is left to the kernel. Kernels before it refuse the filter, or leave out what they do not know.
 *
 * <p>Releases are those of Linux that brought it.
 */
public enum KernelFeature {
    CT_STATE_NEW("protocol ip flower ct_state +trk+new action drop"),
    CT_STATE_ESTABLISHED("protocol ip flower ct_state +trk+est action drop"),
    CT_STATE_RELATED("protocol ip flower ct_state +trk+rel action drop"),
    CT_STATE_TRACKED("protocol ip flower ct_state +trk action drop"),
    /** Since 5.12. */
    CT_STATE_INVALID("protocol ip flower ct_state +trk-inv action drop"),
    /** Since 5.12. */
    CT_STATE_REPLY("protocol ip flower ct_state +trk+rpl action drop"),
    /** Since 5.19. */
    NUMBER_OF_VLANS("protocol all flower num_of_vlans 1 action drop"),
    /** Since 5.8. */
    MPLS_ENTRIES("protocol mpls_uc flower mpls lse depth 7 label 5 action drop"),
    /** Since 5.5. */
    VXLAN_GBP("protocol ip flower enc_key_id 5 enc_dst_port 4789 vxlan_opts 5/255 action drop"),
    /** Since 5.5. */
    ERSPAN("protocol ip flower enc_key_id 5 erspan_opts 2:0:1:5 action drop"),
    /** Since 6.11. */
    TUNNEL_FLAGS("protocol ip flower enc_key_id 5 enc_flags tuncsum action drop"),
    /** Since 6.4. */
    TUNNEL_DONT_FRAGMENT("protocol ip flower action tunnel_key set id 5 src_ip 192.0.2.1 dst_ip 192.0.2.2 nofrag"),
    /** Since 5.10. */
    POLICE_MTU("protocol ip flower action police mtu 1000 conform-exceed drop/pipe"),
    /** Since 5.13. */
    POLICE_PACKETS("protocol ip flower action police pkts_rate 1000 pkts_burst 100 mtu 2000 conform-exceed drop/pipe"),
    GACT("protocol ip flower action drop", "gact"),
    MIRRED("protocol ip flower action mirred egress redirect dev " + KernelFeature.DEVICE, "mirred"),
    VLAN("protocol ip flower action vlan push id 5 protocol 802.1q priority 0", "vlan"),
    MPLS("protocol ip flower action mpls push label 5 tc 0 ttl 64 bos 1 protocol mpls_uc", "mpls"),
    PEDIT("protocol ip flower action pedit ex munge eth dst set 02:00:00:00:00:01", "pedit"),
    CSUM("protocol ip flower action csum ip4h", "csum"),
    TUNNEL_KEY("protocol ip flower action tunnel_key unset", "tunnel_key"),
    CT("protocol ip flower action ct zone 5", "ct"),
    POLICE(
            "protocol ip flower action police rate 1mbit burst 10k mtu 2000 linklayer ethernet conform-exceed drop/pipe",
            "police"),
    SAMPLE("protocol ip flower action sample rate 10 group 5", "sample"),
    SKBEDIT("protocol ip flower action skbedit mark 5", "skbedit");

    /** The interface that trials are made on. */
    static final String DEVICE = "trial";

    private final String words;
    private final String action;

    KernelFeature(String words) {
        this(words, "");
    }

    KernelFeature(String words, String action) {
        this.words = words;
        this.action = action;
    }

    /** The filter, in words of {@code tc filter add dev DEVICE ingress}. */
    String words() {
        return words;
    }

    /** The kind of action that is there where this is; empty where it is about something else. */
    Optional<String> action() {
        return action.isEmpty() ? Optional.empty() : Optional.of(action);
    }
}
