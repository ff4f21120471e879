package io.tandem.tc.filter;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody.Ct;
import io.tandem.tc.filter.ActionBody.Mpls.MplsOperation;
import io.tandem.tc.filter.ActionBody.Vlan.VlanOperation;
import io.tandem.tc.filter.TcAction.StatisticsForm;
import io.tandem.tc.wire.PacketClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Every kind of action that a filter may have. */
public final class TcActionArbitraries {
    private static final int IPV4 = 0x0800;
    private static final int VLAN = 0x8100;
    private static final int MPLS = 0x8847;
    private static final int KINDS = 12;
    private static final PeditKey.Header[] HEADERS = {
        PeditKey.Header.ETH, PeditKey.Header.IP4, PeditKey.Header.IP6, PeditKey.Header.TCP, PeditKey.Header.UDP
    };
    private final Random random;
    private final RandomDraws draws;

    TcActionArbitraries(Random random) {
        this.random = random;
        draws = new RandomDraws(random);
    }

    /** Actions, with and without cookie and number. */
    public static Arbitrary<TcAction> actions() {
        return Arbitraries.randomValue(random -> new TcActionArbitraries(random).action());
    }

    TcAction action() {
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
            action = action.withCookie(draws.bytes(1 + random.nextInt(TcAction.COOKIE_SIZE)));
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
            case 2 -> vlan(draws.one(VlanOperation.values()));
            case 3 -> mpls(draws.one(MplsOperation.values()));
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
                        draws.maybe(Integer.MAX_VALUE),
                        draws.maybe(Integer.MAX_VALUE),
                        draws.maybe(Integer.MAX_VALUE),
                        draws.maybe(0x10000),
                        draws.maybe(4),
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
                tag ? draws.maybe(8) : OptionalInt.empty(),
                ethernet ? draws.bytes(6) : Bytes.NONE,
                ethernet ? draws.bytes(6) : Bytes.NONE);
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
                        draws.maybe(8),
                        OptionalInt.of(1 + random.nextInt(255)),
                        draws.maybe(2));
        };
    }

    private ActionBody pedit() {
        boolean extended = random.nextBoolean();
        List<PeditKey> keys = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int keep = List.of(0, 0xffff, 0xffff0000, 0x00ffffff).get(random.nextInt(4));
            keys.add(new PeditKey(
                    extended ? draws.one(HEADERS) : PeditKey.Header.NETWORK,
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
            options.add(draws.geneve(4));
            options.add(draws.geneve(8));
        } else if (kind <= 2) {
            options.add(draws.option(kind));
        }
        return new ActionBody.TunnelKeySet(
                draws.maybe(Integer.MAX_VALUE),
                draws.bytes(address),
                draws.bytes(address),
                draws.maybe(0x10000),
                draws.maybe(256),
                draws.maybe(256),
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
            Bytes first = draws.bytes(random.nextBoolean() ? 4 : 16);
            int port = random.nextInt(2) * (1 + random.nextInt(60_000));
            nat = Optional.of(new Ct.NatRange(
                    first,
                    random.nextBoolean() ? first : draws.bytes(first.size()),
                    port,
                    port == 0 || random.nextBoolean() ? 0 : port + 1 + random.nextInt(99)));
        }
        return new Ct(
                flags,
                draws.maybe(0x10000),
                flags != 0 && random.nextBoolean()
                        ? Optional.of(new Ct.Masked(random.nextInt(), random.nextInt()))
                        : Optional.empty(),
                flags != 0 && random.nextBoolean()
                        ? Optional.of(new FlowerValue(draws.bytes(16), draws.bytes(16)))
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
}
