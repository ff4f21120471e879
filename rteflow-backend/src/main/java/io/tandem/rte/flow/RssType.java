package io.tandem.rte.flow;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the hash that spreads packets is computed from. Source: DPDK, rte_ethdev.h, RTE_ETH_RSS_*; testpmd's words are the
 * names in lower case with hyphens.
 */
public enum RssType {
    IPV4(2),
    IPV4_FRAG(3),
    IPV4_TCP(4),
    IPV4_UDP(5),
    IPV4_SCTP(6),
    IPV4_OTHER(7),
    IPV6(8),
    IPV6_FRAG(9),
    IPV6_TCP(10),
    IPV6_UDP(11),
    IPV6_SCTP(12),
    IPV6_OTHER(13),
    L2_PAYLOAD(14),
    IPV6_EX(15),
    IPV6_TCP_EX(16),
    IPV6_UDP_EX(17);

    /** What testpmd calls ip. */
    public static final Set<RssType> IP = Set.of(IPV4, IPV4_FRAG, IPV4_OTHER, IPV6, IPV6_FRAG, IPV6_OTHER, IPV6_EX);

    /** What testpmd calls udp. */
    public static final Set<RssType> UDP = Set.of(IPV4_UDP, IPV6_UDP, IPV6_UDP_EX);

    /** What testpmd calls tcp. */
    public static final Set<RssType> TCP = Set.of(IPV4_TCP, IPV6_TCP, IPV6_TCP_EX);

    /** What testpmd calls sctp. */
    public static final Set<RssType> SCTP = Set.of(IPV4_SCTP, IPV6_SCTP);

    private final int bit;

    RssType(int bit) {
        this.bit = bit;
    }

    /** Its bit in struct rte_flow_action_rss. */
    public long bits() {
        return 1L << bit;
    }

    /** The macro of C. */
    public String constant() {
        String[] parts = name().split("_", 2);
        boolean whole = parts.length == 1 || this == L2_PAYLOAD || parts[1].endsWith("EX");
        return "RTE_ETH_RSS_" + (whole ? name() : parts[1].equals("FRAG") ? "FRAG_" + parts[0] : "NONFRAG_" + name());
    }

    /** testpmd's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type of that word of testpmd. */
    public static Optional<RssType> ofWord(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
