package io.tandem.tc.filter;

import io.tandem.flow.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Filters that flower could hold: fields that go together, and actions. */
public final class TcFilterArbitraries {
    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int VLAN = 0x8100;
    private static final int IPV6 = 0x86dd;
    private static final int MPLS = 0x8847;
    private final Random random;
    private final RandomDraws draws;
    private final TcActionArbitraries actions;

    private TcFilterArbitraries(Random random) {
        this.random = random;
        draws = new RandomDraws(random);
        actions = new TcActionArbitraries(random);
    }

    /** Filters whose actions have no number. */
    public static Arbitrary<TcFilter> filters() {
        return Arbitraries.randomValue(random -> new TcFilterArbitraries(random).filter());
    }

    private TcFilter filter() {
        int protocol = List.of(IPV4, IPV6, ARP, VLAN, MPLS, FilterId.ALL).get(random.nextInt(6));
        AttachPoint attach =
                switch (random.nextInt(3)) {
                    case 0 -> new AttachPoint.Ingress(1 + random.nextInt(100));
                    case 1 -> new AttachPoint.Egress(1 + random.nextInt(100));
                    default -> new AttachPoint.Block(1 + random.nextInt(100));
                };
        FilterId id = new FilterId(
                attach, random.nextInt(3), 1 + random.nextInt(65_535), protocol, random.nextInt(3) * random.nextInt());
        EnumSet<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
        for (FilterFlag flag : List.of(FilterFlag.SKIP_HW, FilterFlag.VERBOSE)) {
            if (random.nextInt(3) == 0) {
                flags.add(flag);
            }
        }
        List<TcAction> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(actions.action());
        }
        return new TcFilter(id, match(protocol), flags, random.nextInt(2) * random.nextInt(), list);
    }

    private FlowerMatch match(int protocol) {
        EnumMap<FlowerKey, FlowerValue> values = new EnumMap<>(FlowerKey.class);
        List<MplsEntry> mpls = new ArrayList<>();
        some(values, FlowerKey.ETH_DST, FlowerKey.ETH_SRC);
        some(values, FlowerKey.CT_STATE, FlowerKey.CT_ZONE, FlowerKey.CT_MARK, FlowerKey.CT_LABELS);
        int type = protocol;
        if (protocol == VLAN) {
            some(values, FlowerKey.VLAN_ID, FlowerKey.VLAN_PRIO);
            type = random.nextBoolean() ? IPV4 : IPV6;
            values.put(FlowerKey.VLAN_ETH_TYPE, FlowerValue.exact(FlowerKey.VLAN_ETH_TYPE, type));
        }
        if (protocol != FilterId.ALL) {
            values.put(FlowerKey.ETH_TYPE, FlowerValue.exact(FlowerKey.ETH_TYPE, type));
        }
        Optional<PortRange> source = Optional.empty();
        Optional<PortRange> destination = Optional.empty();
        switch (type) {
            case IPV4, IPV6 -> {
                some(values, FlowerKey.IP_TOS, FlowerKey.IP_TTL, FlowerKey.FLAGS);
                if (type == IPV4) {
                    some(values, FlowerKey.IPV4_SRC, FlowerKey.IPV4_DST);
                } else {
                    some(values, FlowerKey.IPV6_SRC, FlowerKey.IPV6_DST);
                }
                if (random.nextInt(4) == 0) {
                    values.put(FlowerKey.IP_PROTO, FlowerValue.exact(FlowerKey.IP_PROTO, 17));
                    source = Optional.of(range());
                    destination = random.nextBoolean() ? Optional.of(range()) : Optional.empty();
                } else {
                    transport(values, type == IPV4);
                }
            }
            case ARP ->
                some(
                        values,
                        FlowerKey.ARP_SIP,
                        FlowerKey.ARP_TIP,
                        FlowerKey.ARP_OP,
                        FlowerKey.ARP_SHA,
                        FlowerKey.ARP_THA);
            case MPLS -> {
                if (random.nextBoolean()) {
                    some(values, FlowerKey.MPLS_LABEL, FlowerKey.MPLS_TC, FlowerKey.MPLS_BOS, FlowerKey.MPLS_TTL);
                } else {
                    for (int depth = 1; depth <= 1 + random.nextInt(3); depth++) {
                        mpls.add(new MplsEntry(
                                depth, draws.maybe(0x100000), draws.maybe(8), draws.maybe(2), draws.maybe(256)));
                    }
                }
            }
            default -> {}
        }
        List<TunnelOptionMatch> options = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            some(values, FlowerKey.ENC_IPV4_SRC, FlowerKey.ENC_IPV4_DST, FlowerKey.ENC_IP_TOS, FlowerKey.ENC_IP_TTL);
            some(values, FlowerKey.ENC_UDP_DST_PORT);
            values.put(FlowerKey.ENC_KEY_ID, value(FlowerKey.ENC_KEY_ID));
            options = optionMatches();
        }
        return new FlowerMatch(
                FlowerValues.of(values),
                source,
                destination,
                mpls,
                options,
                random.nextInt(8) == 0 ? Optional.of("eth" + random.nextInt(9)) : Optional.empty());
    }

    private void transport(Map<FlowerKey, FlowerValue> values, boolean ipv4) {
        int protocol = List.of(6, 17, 132, ipv4 ? 1 : 58, 89).get(random.nextInt(5));
        values.put(FlowerKey.IP_PROTO, FlowerValue.exact(FlowerKey.IP_PROTO, protocol));
        switch (protocol) {
            case 6 -> some(values, FlowerKey.TCP_SRC, FlowerKey.TCP_DST, FlowerKey.TCP_FLAGS);
            case 17 -> some(values, FlowerKey.UDP_SRC, FlowerKey.UDP_DST);
            case 132 -> some(values, FlowerKey.SCTP_SRC, FlowerKey.SCTP_DST);
            case 1 -> some(values, FlowerKey.ICMPV4_TYPE, FlowerKey.ICMPV4_CODE);
            case 58 -> some(values, FlowerKey.ICMPV6_TYPE, FlowerKey.ICMPV6_CODE);
            default -> {}
        }
    }

    private void some(Map<FlowerKey, FlowerValue> values, FlowerKey... keys) {
        for (FlowerKey key : keys) {
            if (random.nextBoolean()) {
                values.put(key, value(key));
            }
        }
    }

    private FlowerValue value(FlowerKey key) {
        if (key.bytes() <= Integer.BYTES) {
            long ones =
                    switch (key) {
                        case FLAGS -> FlowerKey.IS_FRAGMENT | FlowerKey.FIRST_FRAGMENT;
                        case CT_STATE -> 0x3f;
                        case TCP_FLAGS -> 0xfff;
                        default -> key.ones();
                    };
            long number = random.nextInt() & ones;
            return key.maskable() && random.nextBoolean()
                    ? FlowerValue.of(key, number, random.nextInt() & ones)
                    : FlowerValue.exact(key, number);
        }
        Bytes content = draws.bytes(key.bytes());
        return random.nextBoolean() ? FlowerValue.exact(content) : new FlowerValue(content, prefix(key.bytes()));
    }

    private Bytes prefix(int size) {
        byte[] mask = new byte[size];
        int bits = random.nextInt(size * Byte.SIZE + 1);
        for (int i = 0; i < bits; i++) {
            mask[i / Byte.SIZE] |= (byte) (0x80 >>> i % Byte.SIZE);
        }
        return Bytes.of(mask);
    }

    private PortRange range() {
        int first = 1 + random.nextInt(60_000);
        return new PortRange(first, first + 1 + random.nextInt(5_000));
    }

    private List<TunnelOptionMatch> optionMatches() {
        List<TunnelOptionMatch> matches = new ArrayList<>();
        int kind = random.nextInt(5);
        if (kind == 0) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                int size = 4 * (1 + random.nextInt(4));
                matches.add(new TunnelOptionMatch(draws.geneve(size), draws.geneve(size)));
            }
        } else if (kind <= 3) {
            matches.add(new TunnelOptionMatch(draws.option(kind), draws.option(kind)));
        }
        return matches;
    }
}
