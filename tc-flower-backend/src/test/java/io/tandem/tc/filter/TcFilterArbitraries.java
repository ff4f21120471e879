package io.tandem.tc.filter;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody.Ct;
import io.tandem.tc.filter.ActionBody.Mpls.MplsOperation;
import io.tandem.tc.filter.ActionBody.Vlan.VlanOperation;
import io.tandem.tc.filter.TcAction.StatisticsForm;
import io.tandem.tc.wire.PacketClock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Filters that flower could hold: fields that go together, and every kind of action. */
public final class TcFilterArbitraries {
    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int VLAN = 0x8100;
    private static final int IPV6 = 0x86dd;
    private static final int MPLS = 0x8847;
    private static final int KINDS = 12;
    private static final PeditKey.Header[] HEADERS = {
        PeditKey.Header.ETH, PeditKey.Header.IP4, PeditKey.Header.IP6, PeditKey.Header.TCP, PeditKey.Header.UDP
    };
    private final Random random;

    private TcFilterArbitraries(Random random) {
        this.random = random;
    }

    /** Filters whose actions have no number. */
    public static Arbitrary<TcFilter> filters() {
        return Arbitraries.randomValue(random -> new TcFilterArbitraries(random).filter());
    }

    /** Actions, with and without cookie and number. */
    public static Arbitrary<TcAction> actions() {
        return Arbitraries.randomValue(random -> new TcFilterArbitraries(random).action());
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
        List<TcAction> actions = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            actions.add(action());
        }
        return new TcFilter(id, match(protocol), flags, random.nextInt(2) * random.nextInt(), actions);
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
                        mpls.add(new MplsEntry(depth, maybe(0x100000), maybe(8), maybe(2), maybe(256)));
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
        Bytes content = bytes(key.bytes());
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
                matches.add(new TunnelOptionMatch(geneve(size), geneve(size)));
            }
        } else if (kind <= 3) {
            matches.add(new TunnelOptionMatch(option(kind), option(kind)));
        }
        return matches;
    }

    private TunnelOption option(int kind) {
        return switch (kind) {
            case 1 -> new TunnelOption.VxlanGbp(random.nextInt());
            case 2 ->
                new TunnelOption.Erspan(
                        1 + random.nextInt(2), random.nextInt(), random.nextInt(256), random.nextInt(256));
            default -> new TunnelOption.Gtp(random.nextInt(256), random.nextInt(256));
        };
    }

    private TunnelOption geneve(int size) {
        return new TunnelOption.Geneve(random.nextInt(0x10000), random.nextInt(256), bytes(size));
    }

    private TcAction action() {
        int kind = random.nextInt(KINDS);
        TcControl control =
                switch (random.nextInt(8)) {
                    case 0 -> TcControl.DROP;
                    case 1 -> TcControl.PASS;
                    case 2 -> TcControl.TRAP;
                    case 3 -> TcControl.jump(1 + random.nextInt(5));
                    case 4 -> TcControl.gotoChain(random.nextInt(FilterId.LAST_CHAIN));
                    case 5 -> TcControl.CONTINUE;
                    default -> TcControl.PIPE;
                };
        TcAction action = TcAction.of(body(kind), control);
        if (random.nextInt(3) == 0) {
            action = action.withCookie(bytes(1 + random.nextInt(TcAction.COOKIE_SIZE)));
        }
        if (random.nextInt(4) == 0 || action.body() instanceof ActionBody.PoliceShared) {
            action = action.withIndex(1 + random.nextInt(Integer.MAX_VALUE));
        }
        return random.nextInt(4) == 0
                ? new TcAction(
                        action.body(),
                        action.control(),
                        action.index(),
                        action.cookie(),
                        new StatisticsForm(random.nextInt(4), random.nextBoolean()))
                : action;
    }

    private ActionBody body(int kind) {
        return switch (kind) {
            case 0 -> new ActionBody.Gact();
            case 1 -> new ActionBody.Mirred(random.nextBoolean(), random.nextBoolean(), 1 + random.nextInt(100));
            case 2 -> vlan(one(VlanOperation.values()));
            case 3 -> mpls(one(MplsOperation.values()));
            case 4 -> pedit();
            case 5 -> new ActionBody.Csum(1 + random.nextInt(0x7f));
            case 6 -> tunnelKey();
            case 7 -> ct();
            case 8 -> police();
            case 9 -> new ActionBody.PoliceShared();
            case 10 ->
                new ActionBody.Sample(
                        1 + random.nextInt(9_999), random.nextInt(99), random.nextInt(2) * random.nextInt(99));
            default ->
                new ActionBody.Skbedit(
                        maybe(Integer.MAX_VALUE),
                        maybe(Integer.MAX_VALUE),
                        maybe(Integer.MAX_VALUE),
                        maybe(0x10000),
                        maybe(4),
                        random.nextBoolean());
        };
    }

    private ActionBody vlan(VlanOperation operation) {
        boolean tag = operation == VlanOperation.PUSH || operation == VlanOperation.MODIFY;
        boolean ethernet = operation == VlanOperation.PUSH_ETH;
        return new ActionBody.Vlan(
                operation,
                tag && random.nextBoolean() ? VLAN : 0,
                tag ? OptionalInt.of(random.nextInt(4096)) : OptionalInt.empty(),
                tag ? maybe(8) : OptionalInt.empty(),
                ethernet ? bytes(6) : Bytes.NONE,
                ethernet ? bytes(6) : Bytes.NONE);
    }

    private ActionBody mpls(MplsOperation operation) {
        return switch (operation) {
            case DEC_TTL ->
                new ActionBody.Mpls(
                        operation,
                        0,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty());
            case POP ->
                new ActionBody.Mpls(
                        operation,
                        IPV4,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty());
            case PUSH, MAC_PUSH, MODIFY ->
                new ActionBody.Mpls(
                        operation,
                        operation == MplsOperation.MODIFY ? 0 : MPLS,
                        OptionalInt.of(random.nextInt(0x100000)),
                        maybe(8),
                        OptionalInt.of(1 + random.nextInt(255)),
                        maybe(2));
        };
    }

    private ActionBody pedit() {
        boolean extended = random.nextBoolean();
        List<PeditKey> keys = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int keep = List.of(0, 0xffff, 0xffff0000, 0x00ffffff).get(random.nextInt(4));
            keys.add(new PeditKey(
                    extended ? one(HEADERS) : PeditKey.Header.NETWORK,
                    extended && random.nextInt(4) == 0,
                    4 * random.nextInt(9),
                    keep,
                    random.nextInt() & ~keep));
        }
        return new ActionBody.Pedit(extended, keys);
    }

    private ActionBody tunnelKey() {
        if (random.nextInt(4) == 0) {
            return new ActionBody.TunnelKeyRelease();
        }
        int address = random.nextBoolean() ? 4 : 16;
        List<TunnelOption> options = new ArrayList<>();
        int kind = random.nextInt(5);
        if (kind == 0) {
            options.add(geneve(4));
            options.add(geneve(8));
        } else if (kind <= 2) {
            options.add(option(kind));
        }
        return new ActionBody.TunnelKeySet(
                maybe(Integer.MAX_VALUE),
                bytes(address),
                bytes(address),
                maybe(0x10000),
                maybe(256),
                maybe(256),
                random.nextBoolean() ? Optional.of(random.nextBoolean()) : Optional.empty(),
                random.nextInt(4) == 0,
                options);
    }

    private ActionBody ct() {
        if (random.nextInt(4) == 0) {
            return new Ct(
                    CtFlag.CLEAR.bit(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        int flags = random.nextBoolean() ? CtFlag.COMMIT.bit() : 0;
        Optional<Ct.NatRange> nat = Optional.empty();
        if (flags != 0 && random.nextBoolean()) {
            flags |= CtFlag.NAT.bit() | (random.nextBoolean() ? CtFlag.NAT_SRC : CtFlag.NAT_DST).bit();
            Bytes first = bytes(random.nextBoolean() ? 4 : 16);
            int port = random.nextInt(2) * (1 + random.nextInt(60_000));
            nat = Optional.of(new Ct.NatRange(
                    first,
                    random.nextBoolean() ? first : bytes(first.size()),
                    port,
                    port == 0 || random.nextBoolean() ? 0 : port + 1 + random.nextInt(99)));
        }
        return new Ct(
                flags,
                maybe(0x10000),
                flags != 0 && random.nextBoolean()
                        ? Optional.of(new Ct.Masked(random.nextInt(), random.nextInt()))
                        : Optional.empty(),
                flags != 0 && random.nextBoolean()
                        ? Optional.of(new FlowerValue(bytes(16), bytes(16)))
                        : Optional.empty(),
                nat);
    }

    /** Bursts are such that the kernel's ticks tell them exactly. */
    private ActionBody police() {
        Optional<TcControl> conform = random.nextBoolean() ? Optional.of(TcControl.PIPE) : Optional.empty();
        if (random.nextBoolean()) {
            int packetRate = 1 + random.nextInt(1_000_000);
            long packets = PacketClock.KERNEL.readBack(packetRate, 1 + random.nextInt(1_000));
            return new ActionBody.Police(0, 0, 0, 0, packetRate, packets, 0, 0, conform);
        }
        long rate = random.nextInt(4) == 0 ? 1L << 33 : 125_000L * (1 + random.nextInt(100));
        return new ActionBody.Police(
                rate,
                PacketClock.KERNEL.readBack(rate, 1 + random.nextInt(10_000_000)),
                random.nextInt(2) * 9_000,
                random.nextBoolean() ? 2 * rate : 0,
                0,
                0,
                random.nextInt(50),
                1 + random.nextInt(2),
                conform);
    }

    private <T> T one(T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private OptionalInt maybe(int bound) {
        return random.nextBoolean() ? OptionalInt.of(random.nextInt(bound)) : OptionalInt.empty();
    }

    private Bytes bytes(int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return Bytes.of(content);
    }
}
