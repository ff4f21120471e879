package io.tandem.property;

import io.tandem.action.ActionType;
import io.tandem.action.CtCommit;
import io.tandem.action.CtLabel;
import io.tandem.action.CtMark;
import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.action.UserspaceCookie;
import io.tandem.flow.Bytes;
import io.tandem.flow.KeyAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Random lists of actions: every action with every parameter, nested up to four levels deep.
 *
 * <p>Those for text hold what ODP text can say, and no more: userdata of at least eight bytes or a cookie, and of a slow
 * path's reasons one; no tunnel_out_port of all ones; no reason of a drop, no event mask; probabilities of a tenth of a
 * percent; metadata and psample cookies whose first byte has two digits; NAT ranges in order, options only with an
 * address; only the flags that push_nsh, add_mpls and hash have names for; tunnel headers that print whole.
 */
final class ActionArbitraries {
    private static final int LEVELS = 4;
    private static final double CERTAIN = 4294967295.0;
    private static final String NAME = "abcxyzABC019_-.";
    private static final int[] PORTS = {0, 1, 80, 0x8000, 0xffff};

    private static final List<KeyAttribute> SETTABLE = Arrays.stream(KeyAttribute.values())
            .filter(a -> a.parent().isEmpty() && a != KeyAttribute.CVLAN)
            .toList();

    private final Random random;
    private final boolean textual;

    private ActionArbitraries(Random random, boolean textual) {
        this.random = random;
        this.textual = textual;
    }

    /** Any list of actions. */
    static Arbitrary<List<OdpAction>> any() {
        return Arbitraries.randomValue(random -> new ActionArbitraries(random, false).list(1));
    }

    /** Any list of actions that text can say. */
    static Arbitrary<List<OdpAction>> textual() {
        return Arbitraries.randomValue(random -> new ActionArbitraries(random, true).list(1));
    }

    private List<OdpAction> list(int level) {
        List<OdpAction> actions = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            actions.add(action(level));
        }
        return actions;
    }

    private OdpAction action(int level) {
        ActionType type = any(ActionType.values());
        boolean nests =
                switch (type) {
                    case SAMPLE, CLONE, CHECK_PKT_LEN, DEC_TTL -> true;
                    default -> false;
                };
        return nests && level == LEVELS ? new OdpAction.Output(u32()) : action(type, level + 1);
    }

    private OdpAction action(ActionType type, int level) {
        return switch (type) {
            case OUTPUT -> new OdpAction.Output(u32());
            case LB_OUTPUT -> new OdpAction.LbOutput(u32());
            case TRUNC -> new OdpAction.Trunc(u32());
            case METER -> new OdpAction.Meter(u32());
            case RECIRC -> new OdpAction.Recirc(u32());
            case TNL_POP -> new OdpAction.TnlPop(u32());
            case DROP -> new OdpAction.Drop(textual ? 0 : u32());
            case POP_VLAN -> new OdpAction.PopVlan();
            case POP_ETH -> new OdpAction.PopEth();
            case POP_NSH -> new OdpAction.PopNsh();
            case CT_CLEAR -> new OdpAction.CtClear();
            case HASH -> new OdpAction.Hash(textual ? random.nextInt(2) : u32(), u32());
            case PUSH_VLAN -> new OdpAction.PushVlan(bits(16), bits(16));
            case PUSH_MPLS -> new OdpAction.PushMpls(u32(), bits(16));
            case ADD_MPLS -> new OdpAction.AddMpls(u32(), bits(16), bits(textual ? 1 : 16));
            case POP_MPLS -> new OdpAction.PopMpls(bits(16));
            case PUSH_ETH -> new OdpAction.PushEth(random.nextLong() >>> 16, random.nextLong() >>> 16);
            case SET -> set(false);
            case SET_MASKED -> set(true);
            case USERSPACE -> userspace();
            case TNL_PUSH -> tunnelPush();
            case PUSH_NSH -> pushNsh();
            case PSAMPLE -> new OdpAction.Psample(u32(), random.nextBoolean() ? Bytes.NONE : number(16));
            case SAMPLE -> new OdpAction.Sample(probability(), list(level));
            case CLONE -> new OdpAction.Clone(list(level));
            case CHECK_PKT_LEN -> new OdpAction.CheckPktLen(bits(16), list(level), list(level));
            case DEC_TTL -> new OdpAction.DecTtl(list(level));
            case CT -> connection();
        };
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private int u32() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(4);
            case 1 -> -1 - random.nextInt(2);
            default -> random.nextInt();
        };
    }

    private int bits(int width) {
        return random.nextInt(1 << width);
    }

    private Bytes bytes(int least, int most) {
        byte[] content = new byte[least + random.nextInt(most - least + 1)];
        random.nextBytes(content);
        return Bytes.of(content);
    }

    /** One to so many bytes that text writes as one number, without the zeros in front of it. */
    private Bytes number(int most) {
        byte[] content = bytes(1, most).toArray();
        content[0] |= 0x10;
        return Bytes.of(content);
    }

    private int probability() {
        return textual ? (int) (long) Math.floor(CERTAIN * (random.nextInt(1001) / 1000.0) + 0.5) : u32();
    }

    /** Text writes a masked set of anything longer than a struct as one without a mask. */
    private OdpAction set(boolean masked) {
        List<KeyAttribute> from =
                textual ? SETTABLE.stream().filter(a -> sayable(a, masked)).toList() : SETTABLE;
        KeyAttribute attribute = from.get(random.nextInt(from.size()));
        MatchArbitraries.Payload payload = MatchArbitraries.setPayload(random, textual, attribute);
        Bytes value = Bytes.of(payload.value());
        byte[] ones = new byte[payload.bits().length];
        Arrays.fill(ones, (byte) -1);
        return masked && !(textual && Arrays.equals(ones, payload.bits())) // which reads as no mask
                ? new OdpAction.SetMasked(attribute, value, Bytes.of(payload.bits()))
                : new OdpAction.Set(attribute, value);
    }

    /** The ports of ct_tuple6 print by names that are not read. Masks of zeros print as no value for three; a tunnel and a recirculation id are never masked. */
    private static boolean sayable(KeyAttribute attribute, boolean masked) {
        return switch (attribute) {
            case ENCAP, CT_TUPLE6 -> false;
            case TUNNEL, CT_ZONE, CT_MARK, CT_LABEL, RECIRC_ID -> !masked;
            case NSH -> masked;
            default -> true;
        };
    }

    private OdpAction userspace() {
        Optional<Bytes> userdata =
                switch (random.nextInt(4)) {
                    case 0 -> textual ? Optional.of(bytes(8, 47)) : Optional.empty();
                    case 1 -> Optional.of(bytes(textual ? 8 : 0, 47));
                    default -> Optional.of(cookie().encode());
                };
        int port = u32();
        boolean tunnel = random.nextBoolean() && !(textual && port == -1);
        return new OdpAction.Userspace(
                u32(), userdata, random.nextBoolean(), tunnel ? OptionalInt.of(port) : OptionalInt.empty());
    }

    private UserspaceCookie cookie() {
        return switch (random.nextInt(5)) {
            case 0 -> new UserspaceCookie.SFlow(bits(16), u32());
            case 1 ->
                new UserspaceCookie.SlowPath(
                        random.nextBoolean()
                                ? 0
                                : any(UserspaceCookie.SlowPathReason.values()).bit());
            case 2 ->
                new UserspaceCookie.FlowSample(
                        bits(16), u32(), u32(), u32(), u32(), any(UserspaceCookie.Direction.values()));
            case 3 -> new UserspaceCookie.Ipfix(u32());
            default ->
                new UserspaceCookie.Controller(
                        bits(16),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        u32(),
                        random.nextLong(),
                        bits(16),
                        bits(16));
        };
    }

    private OdpAction pushNsh() {
        int type = 1 + random.nextInt(2);
        Bytes second = Bytes.of(Arrays.copyOf(number(16).toArray(), textual ? 16 : random.nextInt(62) * 4));
        return new OdpAction.PushNsh(
                bits(textual ? 2 : 8),
                bits(textual ? 6 : 8),
                type,
                bits(8),
                bits(24),
                bits(8),
                type == 1 ? bytes(16, 16) : second);
    }

    private OdpAction tunnelPush() {
        if (!textual) {
            return new OdpAction.TnlPush(u32(), u32(), u32(), bytes(0, 512));
        }
        return new OdpAction.TnlPush(u32(), u32(), VxlanHeader.KIND, VxlanHeader.random(random));
    }

    private OdpAction connection() {
        Optional<CtMark> mark =
                random.nextBoolean() ? Optional.of(new CtMark(u32(), random.nextInt() | 1)) : Optional.empty();
        Optional<CtLabel> label = random.nextBoolean()
                ? Optional.of(new CtLabel(
                        random.nextLong(),
                        random.nextLong(),
                        random.nextInt(3) - 1L,
                        random.nextBoolean() ? -1L : random.nextLong() | 1))
                : Optional.empty();
        return new OdpAction.Ct(
                any(CtCommit.values()),
                random.nextBoolean() ? 0 : bits(16),
                mark,
                label,
                name(OdpAction.Ct.MOST_HELPER),
                name(OdpAction.Ct.MOST_TIMEOUT),
                random.nextBoolean() ? Optional.of(nat()) : Optional.empty(),
                textual || random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(u32()));
    }

    private String name(int most) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextBoolean() ? 0 : random.nextInt(most + 1); i > 0; i--) {
            name.append(NAME.charAt(random.nextInt(NAME.length())));
        }
        return name.toString();
    }

    private Nat nat() {
        Nat.Direction direction = any(Nat.Direction.values());
        if (textual && direction == Nat.Direction.EXISTING) {
            return Nat.EXISTING;
        }
        int size = random.nextInt(3) == 0 ? 0 : random.nextBoolean() ? 4 : 16;
        Bytes first = bytes(size, size);
        Bytes last = size > 0 && random.nextBoolean() ? bytes(size, size) : Bytes.NONE;
        int firstPort = PORTS[random.nextInt(PORTS.length)];
        int lastPort = PORTS[random.nextInt(PORTS.length)];
        Set<Nat.Option> options = EnumSet.noneOf(Nat.Option.class);
        for (Nat.Option option : Nat.Option.values()) {
            if (random.nextBoolean()) {
                options.add(option);
            }
        }
        if (textual) {
            boolean order = !last.isEmpty() && Arrays.compareUnsigned(last.toArray(), first.toArray()) > 0;
            last = order ? last : Bytes.NONE;
            lastPort = firstPort == 0 || lastPort <= firstPort ? 0 : lastPort;
            options.remove(Nat.Option.RANDOM);
            if (first.isEmpty()) {
                return new Nat(direction, first, last, 0, 0, Set.of());
            }
        }
        return new Nat(direction, first, last, firstPort, lastPort, options);
    }
}
