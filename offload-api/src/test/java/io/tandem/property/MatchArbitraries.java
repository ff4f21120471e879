package io.tandem.property;

import io.tandem.flow.AbiSlot;
import io.tandem.flow.FieldFormat;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.NamedFlag;
import io.tandem.netlink.AttributeWriter;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MplsEntries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Random matches as attributes: any of the known ones, each once, with random fields and masks, a tunnel with each of its
 * attributes, nsh, and encap in encap.
 *
 * <p>Those for text hold what ODP text can say, and no more: no fragment states but the three, no flags but those that
 * have names, nothing above a field's width, no port in a ct_tuple6 (which prints by other names than it is read), nsh
 * contexts only in metadata of type 1, whole tunnel ids and ERSPAN versions, and no mask for what the key does not have.
 */
final class MatchArbitraries {
    private static final int MOST_LEVELS = 2;
    private static final List<KeyAttribute> TOP = Arrays.stream(KeyAttribute.values())
            .filter(a -> a.parent().isEmpty() && a != KeyAttribute.CVLAN)
            .toList();
    private static final List<KeyAttribute> TUNNEL = Arrays.stream(KeyAttribute.values())
            .filter(a -> a.parent().filter(p -> p == KeyAttribute.TUNNEL).isPresent())
            .toList();

    /**
     * The payload of an attribute in the key and in the mask.
     *
     * @param value the key's
     * @param bits the mask's, of the same length but where the mask of a nested attribute leaves some out
     */
    record Payload(byte[] value, byte[] bits) {}

    private final Random random;
    private final boolean textual;

    private MatchArbitraries(Random random, boolean textual) {
        this.random = random;
        this.textual = textual;
    }

    /** Any match. */
    static Arbitrary<MatchAttributes> any() {
        return of(false, MatchArbitraries::match);
    }

    /** Any match that text can say. */
    static Arbitrary<MatchAttributes> textual() {
        return of(true, MatchArbitraries::match);
    }

    /** An attribute's payload that is the same in structure in value and mask, as {@code set(...)} has it. */
    static Payload setPayload(Random random, boolean textual, KeyAttribute attribute) {
        return new MatchArbitraries(random, textual).payload(attribute, MOST_LEVELS, true);
    }

    private static <T> Arbitrary<T> of(boolean textual, Function<MatchArbitraries, T> made) {
        return Arbitraries.randomValue(random -> made.apply(new MatchArbitraries(random, textual)));
    }

    private MatchAttributes match() {
        Payload level = level(TOP, 0, false);
        return random.nextInt(8) == 0 && !textual
                ? new MatchAttributes(level.value(), new byte[0])
                : new MatchAttributes(level.value(), level.bits());
    }

    private Payload level(List<KeyAttribute> from, int depth, boolean whole) {
        AttributeWriter key = new AttributeWriter();
        AttributeWriter mask = new AttributeWriter();
        int share = 1 + random.nextInt(4);
        for (KeyAttribute attribute : from) {
            if (random.nextInt(4) >= share || (attribute == KeyAttribute.ENCAP && depth == MOST_LEVELS)) {
                continue;
            }
            Payload payload = payload(attribute, depth, whole);
            key.put(attribute.netlinkType(), payload.value());
            boolean flag = attribute.size() == 0;
            if (whole || textual && !flag || random.nextInt(10) > 0) {
                mask.put(attribute.netlinkType(), payload.bits());
            }
        }
        return new Payload(key.toBytes(), mask.toBytes());
    }

    private Payload payload(KeyAttribute attribute, int depth, boolean whole) {
        return switch (attribute) {
            case ENCAP -> level(TOP, depth + 1, whole);
            case TUNNEL -> level(textual ? tunnelOnce() : TUNNEL, depth, whole);
            case TUNNEL_VXLAN -> one(KeyAttribute.VXLAN_GBP);
            case TUNNEL_GENEVE -> geneve();
            case TUNNEL_ERSPAN -> erspan();
            case MPLS -> mpls();
            case NSH -> nsh(whole);
            default -> struct(attribute);
        };
    }

    /** Text has no padding, and reads one kind of option alone as it was. */
    private static List<KeyAttribute> tunnelOnce() {
        return TUNNEL.stream().filter(a -> a != KeyAttribute.TUNNEL_PAD).toList();
    }

    private Payload one(KeyAttribute attribute) {
        Payload payload = struct(attribute);
        if (textual) { // fields of zeros are none in text
            payload.value()[0] |= 1;
            payload.bits()[0] |= 1;
        }
        AttributeWriter key = new AttributeWriter().put(attribute.netlinkType(), payload.value());
        AttributeWriter mask = new AttributeWriter().put(attribute.netlinkType(), payload.bits());
        return new Payload(key.toBytes(), mask.toBytes());
    }

    private Payload struct(KeyAttribute attribute) {
        byte[] value = new byte[attribute.size()];
        byte[] bits = new byte[attribute.size()];
        if (!textual) {
            random.nextBytes(value);
            random.nextBytes(bits);
        }
        for (FlowField field : attribute.fields()) {
            if (textual || random.nextInt(3) > 0) {
                put(field, value, bits, 0);
            }
        }
        return new Payload(value, bits);
    }

    /** Puts a random value and one of: no mask, the whole one, any. */
    private void put(FlowField field, byte[] value, byte[] bits, int base) {
        AbiSlot slot = field.slot();
        if (slot.bytes() == 0) {
            return;
        }
        long allowed = allowed(field);
        int kind = random.nextInt(3);
        if (textual && (field == FlowField.CT_IPV6_TP_SRC || field == FlowField.CT_IPV6_TP_DST)) {
            kind = 0;
        }
        if (textual && field == FlowField.RECIRC_ID) {
            kind = random.nextInt(2);
        } else if (textual && field == FlowField.TUNNEL_ID) {
            kind = 1;
        }
        if (field.format() == FieldFormat.FRAG) {
            Fragment[] states = Fragment.values();
            long state = states[random.nextInt(states.length)].abi();
            slot.put(value, base, state, 0);
            slot.put(bits, base, kind == 0 ? 0 : 0xff, 0);
            return;
        }
        long some = random.nextLong();
        slot.put(value, base, some & allowed, random.nextLong());
        slot.put(
                bits,
                base,
                kind == 0 ? 0 : kind == 1 ? whole(field) : random.nextLong() & allowed,
                kind == 0 ? 0 : kind == 1 ? -1L : random.nextLong());
    }

    /** The bits that text can have of a field. */
    private long allowed(FlowField field) {
        if (!textual) {
            return -1L;
        }
        List<NamedFlag> flags = field.format().flags();
        return flags.isEmpty() ? field.ones() : NamedFlag.all(flags);
    }

    private static long whole(FlowField field) {
        return field == FlowField.IPV6_LABEL ? field.ones() : -1L;
    }

    private Payload mpls() {
        int size = (1 + random.nextInt(MplsEntries.MOST)) * MplsEntries.ENTRY;
        byte[] value = new byte[size];
        byte[] bits = new byte[size];
        random.nextBytes(value);
        for (int at = 0; at < size; at += MplsEntries.ENTRY) {
            for (FlowField field : KeyAttribute.MPLS.fields().subList(0, 4)) {
                put(field, value, bits, at);
            }
        }
        return new Payload(value, bits);
    }

    private Payload nsh(boolean whole) {
        AttributeWriter key = new AttributeWriter();
        AttributeWriter mask = new AttributeWriter();
        Payload base = struct(KeyAttribute.NSH_BASE);
        boolean contexts = random.nextBoolean();
        if (textual) {
            FlowField.NSH_MDTYPE.slot().put(base.value(), 0, contexts ? 1 : 2, 0);
            FlowField.NSH_MDTYPE.slot().put(base.bits(), 0, 0xff, 0);
        }
        key.put(KeyAttribute.NSH_BASE.netlinkType(), base.value());
        mask.put(KeyAttribute.NSH_BASE.netlinkType(), base.bits());
        if (contexts) {
            Payload first = struct(KeyAttribute.NSH_MD1);
            key.put(KeyAttribute.NSH_MD1.netlinkType(), first.value());
            mask.put(KeyAttribute.NSH_MD1.netlinkType(), first.bits());
        } else if (!textual && !whole) {
            byte[] metadata = new byte[random.nextInt(62) * 4];
            random.nextBytes(metadata);
            key.put(KeyAttribute.NSH_MD2.netlinkType(), metadata);
            mask.put(KeyAttribute.NSH_MD2.netlinkType(), metadata);
        }
        return new Payload(key.toBytes(), mask.toBytes());
    }

    private Payload erspan() {
        Payload payload = struct(KeyAttribute.TUNNEL_ERSPAN);
        FlowField.TUNNEL_ERSPAN_VERSION.slot().put(payload.value(), 0, 1 + random.nextInt(2), 0);
        FlowField.TUNNEL_ERSPAN_VERSION.slot().put(payload.bits(), 0, 0xff, 0);
        return payload;
    }

    /** Options that are whole: class, type, length, and as many words as the length says. */
    private Payload geneve() {
        List<byte[]> options = new ArrayList<>();
        List<byte[]> masks = new ArrayList<>();
        int room = 252;
        for (int i = random.nextInt(4); i > 0 && room >= 4; i--) {
            int words = random.nextInt(Math.min(31, room / 4 - 1) + 1);
            byte[] option = new byte[4 + words * 4];
            byte[] bits = new byte[option.length];
            random.nextBytes(option);
            random.nextBytes(bits);
            if (random.nextBoolean()) {
                Arrays.fill(bits, (byte) -1);
            }
            option[3] = (byte) words;
            bits[3] = 0x1f;
            options.add(option);
            masks.add(bits);
            room -= option.length;
        }
        return new Payload(join(options), join(masks));
    }

    private static byte[] join(List<byte[]> parts) {
        byte[] all = new byte[parts.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
