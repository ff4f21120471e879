package io.tandem.rte.flow;

import io.tandem.flow.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Rules of every item, field and action of the tables. Not rules that any device would take. */
public final class RteRuleArbitraries {
    private static final List<RteField> WHOLE_ONLY = List.of(RteField.VLAN_TCI, RteField.GRE_FLAGS);

    /** Any rule that testpmd has all words for. */
    public static RteRule speakable(Random random) {
        List<PatternItem> pattern = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            RteItem item = pick(RteItem.values(), random);
            if (!item.word().isEmpty()) {
                pattern.add(item(item, random));
            }
        }
        List<RteAction> actions = new ArrayList<>();
        boolean vxlan = false;
        for (int i = random.nextInt(5); i > 0; i--) {
            RteAction action = action(pick(RteActionType.values(), random), random);
            if (action.type() != RteActionType.VXLAN_ENCAP || !vxlan) {
                actions.add(action);
            }
            vxlan |= action.type() == RteActionType.VXLAN_ENCAP;
        }
        Set<Traffic> traffic = EnumSet.of(pick(Traffic.values(), random));
        return new RteRule(few(random), few(random), traffic, pattern, actions);
    }

    private static int few(Random random) {
        return random.nextBoolean() ? 0 : random.nextInt();
    }

    private static PatternItem item(RteItem item, Random random) {
        Map<RteField, FieldValue> fields = new EnumMap<>(RteField.class);
        boolean whole = random.nextInt(4) == 0;
        for (RteField field : item.fields()) {
            boolean alternative = WHOLE_ONLY.contains(field);
            boolean hidden = WHOLE_ONLY.stream()
                    .anyMatch(
                            other -> other != field && other.member().overlaps(field.member()) && other.item() == item);
            if (!field.isSpeakable() || alternative && !whole || hidden && whole || random.nextInt(3) == 0) {
                continue;
            }
            fields.put(field, value(field, random));
        }
        return new PatternItem(item, fields);
    }

    private static FieldValue value(RteField field, Random random) {
        int width = field.member().width();
        if (field == RteField.CONNTRACK_FLAGS || field == RteField.TAG_INDEX) {
            return FieldValue.exact(field, random.nextLong() & field.ones());
        }
        if (width == 0) {
            return FieldValue.exact(bytes(4 * (1 + random.nextInt(3)), random));
        }
        if (width > Long.SIZE) {
            Bytes spec = bytes(field.member().bytes(), random);
            return random.nextBoolean()
                    ? FieldValue.exact(spec)
                    : FieldValue.of(spec, bytes(field.member().bytes(), random));
        }
        long value = random.nextLong() & field.ones();
        return switch (random.nextInt(3)) {
            case 0 -> FieldValue.exact(field, value);
            case 1 -> FieldValue.of(field, value, random.nextLong());
            default -> FieldValue.range(field, value >>> 1, value, -1);
        };
    }

    private static RteAction action(RteActionType type, Random random) {
        return switch (type.form()) {
            case PLAIN -> RteAction.of(type);
            case NUMBER -> number(type, random);
            case OWN -> own(type, random);
        };
    }

    private static RteAction number(RteActionType type, Random random) {
        int width = type.member().width();
        return width > Long.SIZE
                ? new RteAction.Valued(type, bytes(type.member().bytes(), random))
                : RteAction.of(type, random.nextLong() & (width == Long.SIZE ? -1 : (1L << width) - 1));
    }

    private static RteAction own(RteActionType type, Random random) {
        return switch (type) {
            case RSS ->
                new RteAction.Rss(
                        pick(RssFunction.values(), random),
                        random.nextInt(3),
                        EnumSet.of(pick(RssType.values(), random), pick(RssType.values(), random)),
                        random.ints(random.nextInt(4), 0, 16).boxed().toList());
            case VXLAN_ENCAP -> new RteAction.VxlanEncap(vxlan(random));
            case RAW_ENCAP -> new RteAction.RawEncap(header(random));
            case RAW_DECAP -> new RteAction.RawDecap(header(random));
            case MODIFY_FIELD ->
                new RteAction.ModifyField(
                        pick(RteAction.ModifyField.Operation.values(), random),
                        range(random),
                        random.nextBoolean()
                                ? range(random)
                                : new RteAction.ModifyField.Immediate(bytes(1 + random.nextInt(16), random)),
                        1 + random.nextInt(32));
            case SAMPLE ->
                new RteAction.Sample(
                        1 + random.nextInt(100),
                        List.of(
                                RteAction.of(
                                        random.nextBoolean() ? RteActionType.COUNT : RteActionType.REPRESENTED_PORT,
                                        random.nextInt(100)),
                                RteAction.of(RteActionType.PORT_ID, random.nextInt(8))));
            case CONNTRACK -> new RteAction.Conntrack(new ConntrackProfile(Map.of()));
            default -> new RteAction.Indirect(random.nextInt());
        };
    }

    private static RteAction.ModifyField.FieldRange range(Random random) {
        return new RteAction.ModifyField.FieldRange(
                pick(PacketField.values(), random), random.nextInt(3), random.nextInt(16));
    }

    private static VxlanHeader vxlan(Random random) {
        int size = random.nextBoolean() ? 4 : 16;
        int form = random.nextInt(3);
        return new VxlanHeader(
                bytes(6, random),
                bytes(6, random),
                form == 1 ? OptionalInt.of(random.nextInt(0x10000)) : OptionalInt.empty(),
                bytes(size, random),
                bytes(size, random),
                form == 2
                        ? Optional.of(new VxlanHeader.Marks(random.nextInt(256), random.nextInt(256)))
                        : Optional.empty(),
                random.nextInt(0x10000),
                random.nextInt(0x10000),
                random.nextInt(1 << 24));
    }

    /** Ethernet, IPv4 or IPv6, UDP, VXLAN: with what a device fills in left at zero. */
    private static Bytes header(Random random) {
        boolean four = random.nextBoolean();
        byte[] ethernet = bytes(14, random).toArray();
        byte[] ip = bytes(four ? 20 : 40, random).toArray();
        byte[] udp = bytes(8, random).toArray();
        byte[] vxlan = bytes(8, random).toArray();
        ethernet[12] = (byte) (four ? 0x08 : 0x86);
        ethernet[13] = (byte) (four ? 0x00 : 0xdd);
        if (four) {
            ip[0] = 0x45;
            ip[9] = 17;
            Arrays.fill(ip, 2, 4, (byte) 0);
            Arrays.fill(ip, 10, 12, (byte) 0);
        } else {
            ip[0] = (byte) (ip[0] & 0x0f | 0x60);
            ip[6] = 17;
            Arrays.fill(ip, 4, 6, (byte) 0);
        }
        udp[2] = 0x12;
        udp[3] = (byte) 0xb5;
        Arrays.fill(udp, 4, 8, (byte) 0);
        vxlan[0] = 8;
        Arrays.fill(vxlan, 1, 4, (byte) 0);
        byte[] all = new byte[ethernet.length + ip.length + udp.length + vxlan.length];
        System.arraycopy(ethernet, 0, all, 0, ethernet.length);
        System.arraycopy(ip, 0, all, ethernet.length, ip.length);
        System.arraycopy(udp, 0, all, ethernet.length + ip.length, udp.length);
        System.arraycopy(vxlan, 0, all, all.length - vxlan.length, vxlan.length);
        return Bytes.of(all);
    }

    private static Bytes bytes(int size, Random random) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return Bytes.of(content);
    }

    private static <T> T pick(T[] all, Random random) {
        return all[random.nextInt(all.length)];
    }

    private RteRuleArbitraries() {}
}
