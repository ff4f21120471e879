package io.tandem.odp;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.TunnelFlag;
import io.tandem.netlink.AttributeCursor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Writes what stands in {@code tunnel(...)}. Source: Open vSwitch, format_odp_tun_attr in lib/odp-util.c. */
final class TunnelPrinter {
    private static final byte[] EXACT = new byte[0];
    private static final List<TunnelFlag> FLAGS = List.of(TunnelFlag.values());

    private final StringBuilder out;
    private final boolean verbose;
    private final FieldPrinter fields;

    TunnelPrinter(StringBuilder out, boolean verbose) {
        this.out = out;
        this.verbose = verbose;
        this.fields = new FieldPrinter(out, verbose);
    }

    void print(byte[] key, byte[] mask, boolean masked) {
        int flags = 0;
        int matched = 0;
        AttributeCursor cursor = new AttributeCursor(key);
        while (cursor.next()) {
            KeyAttribute attribute = KeyAttribute.TUNNEL.nested(cursor.type()).orElseThrow();
            byte[] bits = masked ? find(mask, cursor.type()).orElseGet(() -> new byte[cursor.length()]) : EXACT;
            switch (attribute) {
                case TUNNEL_DONT_FRAGMENT -> flags |= TunnelFlag.DONT_FRAGMENT.bit();
                case TUNNEL_CSUM -> flags |= TunnelFlag.CSUM.bit();
                case TUNNEL_OAM -> flags |= TunnelFlag.OAM.bit();
                case TUNNEL_VXLAN, TUNNEL_GENEVE, TUNNEL_ERSPAN, TUNNEL_GTPU ->
                    options(attribute, cursor, bits, masked);
                case TUNNEL_PAD -> {}
                default -> {
                    if (attribute == KeyAttribute.TUNNEL_ID) {
                        flags |= TunnelFlag.KEY.bit();
                        matched |= masked ? TunnelFlag.KEY.bit() : 0;
                    }
                    fields.named(attribute.fields().getFirst(), cursor.copy(), bits);
                }
            }
        }
        if (masked) {
            flags(flags, matched | maskFlags(mask));
        } else {
            out.append("flags(").append(FlagText.print(flags, FLAGS, '|')).append("),");
        }
        NumberText.chomp(out);
    }

    private static int maskFlags(byte[] mask) {
        int matched = 0;
        AttributeCursor cursor = new AttributeCursor(mask);
        while (cursor.next()) {
            if (cursor.type() == KeyAttribute.TUNNEL_DONT_FRAGMENT.netlinkType()) {
                matched |= TunnelFlag.DONT_FRAGMENT.bit();
            } else if (cursor.type() == KeyAttribute.TUNNEL_CSUM.netlinkType()) {
                matched |= TunnelFlag.CSUM.bit();
            } else if (cursor.type() == KeyAttribute.TUNNEL_OAM.netlinkType()) {
                matched |= TunnelFlag.OAM.bit();
            }
        }
        return matched;
    }

    private void flags(int flags, int matched) {
        if (verbose || matched != 0) {
            int widest = (int) FlowField.TUNNEL_FLAGS.ones();
            out.append("flags(")
                    .append(FlagText.printMasked(flags, matched, widest, FLAGS))
                    .append("),");
        }
    }

    private void options(KeyAttribute attribute, AttributeCursor cursor, byte[] mask, boolean masked) {
        byte[] key = cursor.copy();
        switch (attribute) {
            case TUNNEL_VXLAN -> {
                out.append("vxlan(");
                vxlan(key, mask, masked);
            }
            case TUNNEL_GENEVE -> {
                out.append("geneve(");
                if (masked && mask.length != key.length) {
                    out.append("value len ")
                            .append(key.length)
                            .append(" different from mask len ")
                            .append(mask.length);
                } else {
                    GeneveText.print(out, key, masked ? mask : EXACT, verbose);
                }
            }
            case TUNNEL_ERSPAN -> {
                out.append("erspan(");
                erspan(key, mask);
            }
            default -> {
                out.append("gtpu(");
                fields.named("flags", FlowField.TUNNEL_GTPU_FLAGS, key, mask);
                fields.named("msgtype", FlowField.TUNNEL_GTPU_MSGTYPE, key, mask);
                NumberText.chomp(out);
            }
        }
        out.append("),");
    }

    private void vxlan(byte[] key, byte[] mask, boolean masked) {
        AttributeCursor cursor = new AttributeCursor(key);
        while (cursor.next()) {
            byte[] bits = masked ? find(mask, cursor.type()).orElseGet(() -> new byte[cursor.length()]) : EXACT;
            byte[] value = cursor.copy();
            out.append("gbp(");
            fields.named("id", FlowField.TUNNEL_GBP_ID, value, bits);
            fields.named("flags", FlowField.TUNNEL_GBP_FLAGS, value, bits);
            NumberText.chomp(out);
            out.append("),");
        }
        NumberText.chomp(out);
    }

    private void erspan(byte[] key, byte[] mask) {
        byte[] version = mask.length == 0 ? EXACT : versionMask(mask);
        fields.named("ver", FlowField.TUNNEL_ERSPAN_VERSION, key, version);
        switch ((int) FlowField.TUNNEL_ERSPAN_VERSION.slot().get(key, 0)) {
            case 1 -> {
                out.append("idx=")
                        .append(NumberText.hex(
                                FlowField.TUNNEL_ERSPAN_INDEX.slot().get(key, 0)));
                if (mask.length > 0) {
                    out.append('/')
                            .append(NumberText.hex(
                                    FlowField.TUNNEL_ERSPAN_INDEX.slot().get(mask, 0)));
                }
                out.append(',');
            }
            case 2 -> {
                byteWide("dir", FlowField.TUNNEL_ERSPAN_DIRECTION, key, mask, false);
                byteWide("hwid", FlowField.TUNNEL_ERSPAN_HARDWARE_ID, key, mask, true);
            }
            default -> {}
        }
        NumberText.chomp(out);
    }

    /** A field of less than a byte, whose mask counts as whole only where it has all of a byte's bits. */
    private void byteWide(String name, FlowField field, byte[] key, byte[] mask, boolean hex) {
        long value = field.slot().get(key, 0);
        long bits = mask.length == 0 ? 0xff : field.slot().get(mask, 0);
        if (hex) {
            NumberText.hex(out, name, value, bits, 0xff, verbose);
        } else {
            NumberText.decimal(out, name, value, bits, 0xff, verbose);
        }
    }

    /** The version's mask counts by its lowest byte. */
    private static byte[] versionMask(byte[] mask) {
        byte[] bits = new byte[mask.length];
        if (mask[0] == -1) {
            Arrays.fill(bits, (byte) -1);
        } else {
            bits[0] = mask[0];
        }
        return bits;
    }

    private static Optional<byte[]> find(byte[] attributes, int type) {
        AttributeCursor cursor = new AttributeCursor(attributes);
        while (cursor.next()) {
            if (cursor.type() == type) {
                return Optional.of(cursor.copy());
            }
        }
        return Optional.empty();
    }
}
