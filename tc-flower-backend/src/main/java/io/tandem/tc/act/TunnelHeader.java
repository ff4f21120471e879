package io.tandem.tc.act;

import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.TunnelFlag;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.NetlinkDecodeException;
import io.tandem.tc.filter.ActionBody.TunnelKeySet;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.translate.RefusedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code set(tunnel(...))} as tunnel_key. Source: net/sched/act_tunnel_key.c, tunnel_key_init. */
final class TunnelHeader {
    static final int OPTION_HEADER = 4;
    static final int IPV6 = 2;
    static final int IPV6_BYTES = 16;
    private static final int GBP_FLAGS = 0x48;

    static TunnelKeySet of(Bytes payload, TcCapabilities capabilities) throws RefusedException {
        FlowKey key = decode(payload);
        int flags = (int) key.get(FlowField.TUNNEL_FLAGS);
        refuse(flags(flags, TunnelFlag.OAM), "oam", "tunnel_key can't mark a packet as the tunnel's own");
        refuse(!key.isZero(FlowField.TUNNEL_TP_SRC), "tp_src", "the kernel chooses the outer source port by itself");
        refuse(
                key.isZero(FlowField.TUNNEL_ERSPAN_VERSION) // the two share a word
                        && (!key.isZero(FlowField.TUNNEL_GTPU_FLAGS) || !key.isZero(FlowField.TUNNEL_GTPU_MSGTYPE)),
                "gtpu",
                "the openvswitch datapath and tc have no GTP-U port");
        boolean dontFragment = flags(flags, TunnelFlag.DONT_FRAGMENT);
        refuse(
                dontFragment && !capabilities.tunnelDontFragment(),
                "df",
                "this kernel's tunnel_key can't ask for DF (no_frag, Linux 6.4)");
        long id = key.get(FlowField.TUNNEL_ID);
        refuse(id >>> Integer.SIZE != 0, "tun_id", "a tunnel of the kernel has ids of 32 bits at most");
        boolean ipv6 = key.get(FlowField.TUNNEL_FAMILY) == IPV6;
        refuse(key.isZero(FlowField.TUNNEL_FAMILY), "dst", "tunnel_key needs an address to send to");
        return new TunnelKeySet(
                flags(flags, TunnelFlag.KEY) ? OptionalInt.of((int) id) : OptionalInt.empty(),
                address(key, ipv6 ? FlowField.TUNNEL_IPV6_SRC : FlowField.TUNNEL_IPV4_SRC),
                address(key, ipv6 ? FlowField.TUNNEL_IPV6_DST : FlowField.TUNNEL_IPV4_DST),
                notZero(key, FlowField.TUNNEL_TP_DST),
                notZero(key, FlowField.TUNNEL_TOS),
                notZero(key, FlowField.TUNNEL_TTL),
                Optional.of(!flags(flags, TunnelFlag.CSUM)),
                dontFragment,
                options(key, capabilities));
    }

    private static FlowKey decode(Bytes payload) throws RefusedException {
        try {
            return MatchDecoder.partialKey(KeyAttribute.TUNNEL, payload);
        } catch (NetlinkDecodeException e) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    "set(tunnel)",
                    e.field() + ": " + e.found() + " where there must be " + e.expected());
        }
    }

    private static boolean flags(int flags, TunnelFlag flag) {
        return (flags & flag.bit()) != 0;
    }

    private static void refuse(boolean wrong, String field, String sentence) throws RefusedException {
        if (wrong) {
            throw new RefusedException(Refusal.Code.UNSUPPORTED_ACTION, "set(tunnel(" + field + "))", sentence);
        }
    }

    private static OptionalInt notZero(FlowKey key, FlowField field) {
        return key.isZero(field) ? OptionalInt.empty() : OptionalInt.of((int) key.get(field));
    }

    private static Bytes address(FlowKey key, FlowField field) {
        ByteBuffer bytes = ByteBuffer.allocate(field.width() / Byte.SIZE);
        if (field.wide()) {
            bytes.putLong(key.get(field)).putLong(key.getLow(field));
        } else {
            bytes.putInt((int) key.get(field));
        }
        return Bytes.of(bytes.array());
    }

    private static List<TunnelOption> options(FlowKey key, TcCapabilities capabilities) throws RefusedException {
        int gbpFlags = (int) key.get(FlowField.TUNNEL_GBP_FLAGS);
        int gbp = gbpFlags << 16 | (int) key.get(FlowField.TUNNEL_GBP_ID);
        int version = (int) key.get(FlowField.TUNNEL_ERSPAN_VERSION);
        refuse((gbpFlags & ~GBP_FLAGS) != 0, "gbp", "the kernel has group policy flags 0x48 and no others");
        refuse(gbp != 0 && !capabilities.vxlanGbp(), "gbp", "this kernel's tunnel_key has no VXLAN group policy");
        refuse(version != 0 && !capabilities.erspan(), "erspan", "this kernel's tunnel_key has no ERSPAN header");
        refuse(version > 2, "erspan", "there is ERSPAN of version 1 and 2, not " + version);
        List<TunnelOption> options = new ArrayList<>(geneve(key));
        if (gbp != 0) {
            options.add(new TunnelOption.VxlanGbp(gbp));
        }
        if (version != 0) {
            options.add(new TunnelOption.Erspan(
                    version,
                    (int) key.get(FlowField.TUNNEL_ERSPAN_INDEX),
                    (int) key.get(FlowField.TUNNEL_ERSPAN_DIRECTION),
                    (int) key.get(FlowField.TUNNEL_ERSPAN_HARDWARE_ID)));
        }
        refuse(
                options.stream().map(Object::getClass).distinct().count() > 1,
                "options",
                "a tunnel has options of one kind");
        return options;
    }

    private static List<TunnelOption> geneve(FlowKey key) throws RefusedException {
        int length = (int) key.get(FlowField.TUNNEL_OPTIONS_LENGTH);
        byte[] content = new byte[length];
        int first = FlowField.TUNNEL_GENEVE_OPTIONS.word();
        for (int i = 0; i < length; i++) {
            int shift = Long.SIZE - Byte.SIZE - i % Long.BYTES * Byte.SIZE;
            content[i] = (byte) (key.word(first + i / Long.BYTES) >>> shift);
        }
        List<TunnelOption> options = new ArrayList<>();
        int at = 0;
        while (at < length) {
            int end = at + OPTION_HEADER + (content[at + 3] & 0x1f) * 4;
            refuse(end > length || (content[at + 3] & 0xe0) != 0, "geneve", "the options don't fill their length");
            refuse(end == at + OPTION_HEADER, "geneve", "tunnel_key writes no option without data");
            options.add(new TunnelOption.Geneve(
                    (content[at] & 0xff) << Byte.SIZE | content[at + 1] & 0xff,
                    content[at + 2] & 0xff,
                    Bytes.of(Arrays.copyOfRange(content, at + OPTION_HEADER, end))));
            at = end;
        }
        return options;
    }

    private TunnelHeader() {}
}
