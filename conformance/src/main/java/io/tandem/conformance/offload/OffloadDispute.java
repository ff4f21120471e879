package io.tandem.conformance.offload;

import io.tandem.backend.Refusal;
import io.tandem.backend.Refusal.Code;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why Open vSwitch 3.1 puts flows into TC that Tandem refuses: its filter does something else than the flow, or matches
 * less and nothing says so. Source: Open vSwitch lib/netdev-offload-tc.c, lib/tc.c.
 */
enum OffloadDispute {
    NAT_CHOICE(Code.UNSUPPORTED_ACTION, "ct\\(nat\\(.*", "its filter leaves out persistent, hash and random"),
    CT_FORCE(
            Code.UNSUPPORTED_ACTION,
            "ct\\(force_commit.*",
            "its filter forces nothing where the packet was not looked up before"),
    CT_TIMEOUT(Code.UNSUPPORTED_ACTION, "ct\\(timeout\\)", "its filter leaves the timeout policy out"),
    TUNNEL_DF(
            Code.UNSUPPORTED_ACTION,
            "set\\(tunnel\\(df\\)\\)",
            "its filter leaves DF out, so that outer packets may be cut"),
    TUNNEL_ID(Code.UNSUPPORTED_ACTION, "set\\(tunnel\\(tun_id\\)\\)", "its filter has the lower half of the id"),
    MATCHED_ID(Code.UNSUPPORTED_MASK, "tunnel\\.tun_id", "its filter compares 32 bits, whole, whatever the mask"),
    MASKED_PROTO(Code.UNSUPPORTED_MASK, "ipv[46]\\.proto", "its filter compares the protocol whole, whatever the mask"),
    FIRST_FRAGMENT(
            Code.UNSUPPORTED_MASK,
            "(tcp|udp|sctp|icmp|icmpv6)\\..*",
            "its filter matches no packet: flower reads no ports of first fragments"),
    MASKED_TYPE(Code.UNSUPPORTED_MASK, "eth_type", "its filter compares the type whole, whatever the mask"),
    BRANCH_CHANGES(Code.ACTION_ORDER, "check_pkt_len.*", "what a branch changes stays changed behind it in its filter"),
    LENGTH_OF_TAG(Code.PREREQUISITE, "check_pkt_len.*", "police counts no tag that is beside the packet");

    private final Code code;
    private final Pattern subject;
    private final String words;

    OffloadDispute(Code code, String subject, String words) {
        this.code = code;
        this.subject = Pattern.compile(subject);
        this.words = words;
    }

    /** The one that a refusal is a case of. */
    static Optional<OffloadDispute> of(Refusal refusal) {
        return Stream.of(values())
                .filter(d -> d.code == refusal.code()
                        && d.subject.matcher(refusal.subject()).matches())
                .findFirst();
    }

    /** The name in reports. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is wrong with the filter of Open vSwitch. */
    String words() {
        return words;
    }
}
