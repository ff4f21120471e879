package io.tandem.tc.wire;

import io.tandem.flow.Bytes;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerKey.ByteForm;
import io.tandem.tc.filter.FlowerKey.Notation;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.FlowerValues;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.filter.PortRange;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.filter.TunnelOptionMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/**
 * What a filter matches, both ways, by {@link FlowerKey}'s table. Used by one thread. Source: linux/pkt_cls.h,
 * TCA_FLOWER_KEY_*; net/sched/cls_flower.c, fl_set_key and fl_dump_key.
 */
final class MatchFormat {
    private static final FlowerKey[] KEYS = FlowerKey.values();
    private final Level entry = new Level();
    private final TunnelOptionFormat tunnelOptions = new TunnelOptionFormat();

    static void write(FlowerMatch match, AttributeWriter out) {
        FlowerValues fields = match.values();
        for (int i = 0; i < fields.size(); i++) {
            write(fields.key(i), fields.value(i), out);
        }
        if (match.sourcePorts().isPresent()) {
            PortRange ports = match.sourcePorts().get();
            out.putBe16(TcNumbers.TCA_FLOWER_KEY_PORT_SRC_MIN, ports.first())
                    .putBe16(TcNumbers.TCA_FLOWER_KEY_PORT_SRC_MAX, ports.last());
        }
        if (match.destinationPorts().isPresent()) {
            PortRange ports = match.destinationPorts().get();
            out.putBe16(TcNumbers.TCA_FLOWER_KEY_PORT_DST_MIN, ports.first())
                    .putBe16(TcNumbers.TCA_FLOWER_KEY_PORT_DST_MAX, ports.last());
        }
        if (!match.mpls().isEmpty()) {
            mpls(match.mpls(), out);
        }
        if (!match.tunnelOptions().isEmpty()) {
            int values = out.start(TcNumbers.TCA_FLOWER_KEY_ENC_OPTS | TcNumbers.NLA_F_NESTED);
            for (TunnelOptionMatch option : match.tunnelOptions()) {
                TunnelOptionFormat.write(option.option(), out);
            }
            out.end(values);
            int masks = out.start(TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_MASK | TcNumbers.NLA_F_NESTED);
            for (TunnelOptionMatch option : match.tunnelOptions()) {
                TunnelOptionFormat.write(option.mask(), out);
            }
            out.end(masks);
        }
        if (match.inDevice().isPresent()) {
            out.put(TcNumbers.TCA_FLOWER_INDEV, (match.inDevice().get() + '\0').getBytes(StandardCharsets.UTF_8));
        }
    }

    FlowerMatch read(Level level, List<UnreadAttribute> unread) throws TcDecodeException {
        EnumMap<FlowerKey, FlowerValue> values = new EnumMap<>(FlowerKey.class);
        for (FlowerKey key : KEYS) {
            if (level.has(key.valueAttribute())) {
                Bytes value = bytes(level, key, key.valueAttribute());
                values.put(
                        key,
                        key.maskable() && level.has(key.maskAttribute())
                                ? new FlowerValue(value, bytes(level, key, key.maskAttribute()))
                                : FlowerValue.exact(value));
            }
        }
        return new FlowerMatch(
                FlowerValues.of(values),
                ports(level, TcNumbers.TCA_FLOWER_KEY_PORT_SRC_MIN, TcNumbers.TCA_FLOWER_KEY_PORT_SRC_MAX),
                ports(level, TcNumbers.TCA_FLOWER_KEY_PORT_DST_MIN, TcNumbers.TCA_FLOWER_KEY_PORT_DST_MAX),
                mpls(level, unread),
                options(level),
                level.has(TcNumbers.TCA_FLOWER_INDEV)
                        ? Optional.of(ActionListFormat.text(level, TcNumbers.TCA_FLOWER_INDEV))
                        : Optional.empty());
    }

    private static void write(FlowerKey key, FlowerValue value, AttributeWriter out) {
        put(key, key.valueAttribute(), value.value(), out);
        if (key.maskable()) {
            // tc sends a port's mask only where one was given; the kernel takes all bits then
            if ((key.notation() != Notation.PORT && key.notation() != Notation.DECIMAL) || !value.isExact()) {
                put(key, key.maskAttribute(), value.mask(), out);
            }
        } else if ((value.maskNumber() & key.ones()) != key.ones()) {
            throw new IllegalArgumentException(key + " under the mask " + Long.toHexString(value.maskNumber())
                    + "; flower takes none, all of its bits count");
        }
    }

    private static void put(FlowerKey key, int type, Bytes value, AttributeWriter out) {
        boolean host = key.order() == ByteForm.HOST;
        switch (key.bytes()) {
            case 1 -> out.putU8(type, value.at(0));
            case Short.BYTES -> {
                int number = value.at(0) << Byte.SIZE | value.at(1);
                if (host) {
                    out.putU16(type, number);
                } else {
                    out.putBe16(type, number);
                }
            }
            case Integer.BYTES -> {
                int number = value.at(0) << 24 | value.at(1) << 16 | value.at(2) << Byte.SIZE | value.at(3);
                if (host) {
                    out.putU32(type, number);
                } else {
                    out.putBe32(type, number);
                }
            }
            default -> out.put(type, value);
        }
    }

    private static Bytes bytes(Level level, FlowerKey key, int type) throws TcDecodeException {
        Bytes bytes = level.bytes(type, key.bytes());
        if (key.order() == ByteForm.NETWORK || key.bytes() == 1) {
            return bytes;
        }
        byte[] turned = new byte[key.bytes()];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = (byte) bytes.at(turned.length - 1 - i);
        }
        return Bytes.of(turned);
    }

    private static Optional<PortRange> ports(Level level, int first, int last) throws TcDecodeException {
        return level.has(first) || level.has(last)
                ? Optional.of(new PortRange(level.be16(first), level.be16(last)))
                : Optional.empty();
    }

    private static void mpls(List<MplsEntry> entries, AttributeWriter out) {
        int list = out.start(TcNumbers.TCA_FLOWER_KEY_MPLS_OPTS | TcNumbers.NLA_F_NESTED);
        for (MplsEntry entry : entries) {
            int one = out.start(TcNumbers.TCA_FLOWER_KEY_MPLS_OPTS_LSE | TcNumbers.NLA_F_NESTED);
            out.putU8(TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_DEPTH, entry.depth());
            if (entry.label().isPresent()) {
                out.putU32(
                        TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_LABEL,
                        entry.label().getAsInt());
            }
            if (entry.tc().isPresent()) {
                out.putU8(TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_TC, entry.tc().getAsInt());
            }
            if (entry.bos().isPresent()) {
                out.putU8(TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_BOS, entry.bos().getAsInt());
            }
            if (entry.ttl().isPresent()) {
                out.putU8(TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_TTL, entry.ttl().getAsInt());
            }
            out.end(one);
        }
        out.end(list);
    }

    private List<MplsEntry> mpls(Level level, List<UnreadAttribute> unread) throws TcDecodeException {
        int type = TcNumbers.TCA_FLOWER_KEY_MPLS_OPTS;
        if (!level.has(type)) {
            return List.of();
        }
        AttributeCursor cursor = new AttributeCursor(level.array(), level.need(type, 0), level.end(type));
        List<MplsEntry> entries = new ArrayList<>();
        while (cursor.next()) {
            entry.over(
                    "MPLS entry " + (entries.size() + 1),
                    level.array(),
                    cursor.payload(),
                    cursor.payload() + cursor.length(),
                    unread);
            entries.add(new MplsEntry(
                    entry.u8(TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_DEPTH),
                    entry.optionalU32(TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_LABEL),
                    entry.optionalU8(TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_TC),
                    entry.optionalU8(TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_BOS),
                    entry.optionalU8(TcNumbers.TCA_FLOWER_KEY_MPLS_OPT_LSE_TTL)));
            entry.addUnread(unread);
        }
        if (cursor.leftover() > 0) {
            throw level.wrong(type, cursor.leftover() + " bytes behind its entries", "entries");
        }
        return entries;
    }

    private List<TunnelOptionMatch> options(Level level) throws TcDecodeException {
        int type = TcNumbers.TCA_FLOWER_KEY_ENC_OPTS;
        int maskType = TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_MASK;
        if (!level.has(type)) {
            return List.of();
        }
        Optional<List<TunnelOption>> options = tunnelOptions.read(level, type);
        Optional<List<TunnelOption>> masks =
                level.has(maskType) ? tunnelOptions.read(level, maskType) : options.map(MatchFormat::exactMasks);
        if (options.isEmpty() || masks.isEmpty()) {
            level.unread(type);
            level.unread(maskType);
            return List.of();
        }
        if (options.get().size() != masks.get().size()) {
            throw level.wrong(
                    maskType, masks.get().size() + " masks", options.get().size() + " masks");
        }
        List<TunnelOptionMatch> matches = new ArrayList<>();
        for (int i = 0; i < options.get().size(); i++) {
            TunnelOption option = options.get().get(i);
            TunnelOption mask = masks.get().get(i);
            if (option.getClass() != mask.getClass()) {
                throw level.wrong(maskType, "a mask " + mask, "a mask for " + option);
            }
            matches.add(new TunnelOptionMatch(option, mask));
        }
        return matches;
    }

    private static List<TunnelOption> exactMasks(List<TunnelOption> options) {
        List<TunnelOption> masks = new ArrayList<>();
        for (TunnelOption option : options) {
            masks.add(TunnelOptionFormat.exactMask(option));
        }
        return masks;
    }
}
