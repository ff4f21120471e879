package io.tandem.tc.wire;

import io.tandem.flow.Bytes;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.TunnelOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Options of a tunnel header, both ways: in a match, in its mask, and in tunnel_key, which all have the same numbers.
 * Source: linux/pkt_cls.h, TCA_FLOWER_KEY_ENC_OPTS_*; linux/tc_act/tc_tunnel_key.h.
 */
final class TunnelOptionFormat {
    private static final int ONES = 0xff;
    private final Level level = new Level();
    private final List<UnreadAttribute> strange = new ArrayList<>();

    /** Writes one option. */
    static void write(TunnelOption option, AttributeWriter out) {
        switch (option) {
            case TunnelOption.Geneve geneve -> {
                int start = out.start(TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_GENEVE | TcNumbers.NLA_F_NESTED);
                out.putBe16(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS, geneve.optionClass())
                        .putU8(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE, geneve.type())
                        .put(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA, geneve.data())
                        .end(start);
            }
            case TunnelOption.VxlanGbp vxlan -> {
                int start = out.start(TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_VXLAN | TcNumbers.NLA_F_NESTED);
                out.putU32(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_VXLAN_GBP, vxlan.gbp())
                        .end(start);
            }
            case TunnelOption.Erspan erspan -> {
                int start = out.start(TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_ERSPAN | TcNumbers.NLA_F_NESTED);
                out.putU8(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_ERSPAN_VER, erspan.version())
                        .putBe32(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX, erspan.index())
                        .putU8(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_ERSPAN_DIR, erspan.direction())
                        .putU8(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_ERSPAN_HWID, erspan.hardwareId())
                        .end(start);
            }
            case TunnelOption.Gtp gtp -> {
                int start = out.start(TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_GTP | TcNumbers.NLA_F_NESTED);
                out.putU8(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GTP_PDU_TYPE, gtp.pduType())
                        .putU8(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GTP_QFI, gtp.qosFlow())
                        .end(start);
            }
        }
    }

    /** Reads all options in an attribute of {@code outer}; empty where one is of a kind that is not known. */
    Optional<List<TunnelOption>> read(Level outer, int type) throws TcDecodeException {
        AttributeCursor cursor = new AttributeCursor(outer.array(), outer.need(type, 0), outer.end(type));
        List<TunnelOption> options = new ArrayList<>();
        while (cursor.next()) {
            int from = cursor.payload();
            int end = from + cursor.length();
            do {
                int to = endOfOption(outer.array(), from, end);
                strange.clear();
                level.over("tunnel option " + (options.size() + 1), outer.array(), from, to, strange);
                Optional<TunnelOption> option = one(cursor.type());
                if (option.isEmpty() || !strange.isEmpty() || !level.isRead()) {
                    return Optional.empty();
                }
                options.add(option.get());
                from = to;
            } while (from < end);
        }
        if (cursor.leftover() > 0) {
            throw outer.wrong(type, cursor.leftover() + " bytes behind its options", "options");
        }
        return Optional.of(options);
    }

    /**
     * Where the first option in a list of attributes ends. The kernel tells all options of Geneve in one list, each from its
     * class on: fl_dump_key_geneve_opt and tunnel_key_geneve_opts_dump. No other option has an attribute of that number
     * behind its first.
     */
    private static int endOfOption(byte[] bytes, int from, int to) {
        AttributeCursor attributes = new AttributeCursor(bytes, from, to);
        while (attributes.next()) {
            boolean first = attributes.start() == from;
            if (!first && attributes.type() == TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS) {
                return attributes.start();
            }
        }
        return to;
    }

    /** The mask that counts every bit of an option. */
    static TunnelOption exactMask(TunnelOption option) {
        return switch (option) {
            case TunnelOption.Geneve geneve -> {
                byte[] data = new byte[geneve.data().size()];
                Arrays.fill(data, (byte) ONES);
                yield new TunnelOption.Geneve(0xffff, ONES, Bytes.of(data));
            }
            case TunnelOption.VxlanGbp vxlan -> new TunnelOption.VxlanGbp(-1);
            case TunnelOption.Erspan erspan ->
                erspan.version() == 1
                        ? new TunnelOption.Erspan(ONES, -1, 0, 0)
                        : new TunnelOption.Erspan(ONES, 0, ONES, ONES);
            case TunnelOption.Gtp gtp -> new TunnelOption.Gtp(ONES, ONES);
        };
    }

    private Optional<TunnelOption> one(int kind) throws TcDecodeException {
        return switch (kind) {
            case TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_GENEVE ->
                Optional.of(new TunnelOption.Geneve(
                        level.be16(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS),
                        level.u8(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE),
                        level.bytes(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA)));
            case TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_VXLAN ->
                Optional.of(new TunnelOption.VxlanGbp(level.u32(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_VXLAN_GBP)));
            case TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_ERSPAN ->
                Optional.of(new TunnelOption.Erspan(
                        level.u8(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_ERSPAN_VER),
                        level.has(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX)
                                ? level.be32(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX)
                                : 0,
                        byteOrZero(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_ERSPAN_DIR),
                        byteOrZero(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_ERSPAN_HWID)));
            case TcNumbers.TCA_FLOWER_KEY_ENC_OPTS_GTP ->
                Optional.of(new TunnelOption.Gtp(
                        byteOrZero(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GTP_PDU_TYPE),
                        byteOrZero(TcNumbers.TCA_FLOWER_KEY_ENC_OPT_GTP_QFI)));
            default -> Optional.empty();
        };
    }

    private int byteOrZero(int type) throws TcDecodeException {
        return level.has(type) ? level.u8(type) : 0;
    }
}
