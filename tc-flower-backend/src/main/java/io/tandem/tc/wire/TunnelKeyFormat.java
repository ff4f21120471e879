package io.tandem.tc.wire;

import io.tandem.flow.Bytes;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TunnelOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The attributes of tunnel_key. Source: linux/tc_act/tc_tunnel_key.h. */
final class TunnelKeyFormat extends ActionFormat {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    private final TunnelOptionFormat options = new TunnelOptionFormat();

    TunnelKeyFormat() {
        super("tunnel_key", TcNumbers.TCA_TUNNEL_KEY_PARMS, TcNumbers.TCA_TUNNEL_KEY_TM, TcNumbers.TCA_TUNNEL_KEY_PAD);
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        int start = startParameters(action, out);
        if (!(action.body() instanceof ActionBody.TunnelKeySet body)) {
            out.appendU32(TcNumbers.TCA_TUNNEL_KEY_ACT_RELEASE).end(start);
            out.putU8(TcNumbers.TCA_TUNNEL_KEY_NO_CSUM, 0);
            return;
        }
        out.appendU32(TcNumbers.TCA_TUNNEL_KEY_ACT_SET).end(start);
        address(body.source(), TcNumbers.TCA_TUNNEL_KEY_ENC_IPV4_SRC, TcNumbers.TCA_TUNNEL_KEY_ENC_IPV6_SRC, out);
        address(body.destination(), TcNumbers.TCA_TUNNEL_KEY_ENC_IPV4_DST, TcNumbers.TCA_TUNNEL_KEY_ENC_IPV6_DST, out);
        if (body.id().isPresent()) {
            out.putBe32(TcNumbers.TCA_TUNNEL_KEY_ENC_KEY_ID, body.id().getAsInt());
        }
        if (body.destinationPort().isPresent()) {
            out.putBe16(
                    TcNumbers.TCA_TUNNEL_KEY_ENC_DST_PORT,
                    body.destinationPort().getAsInt());
        }
        if (body.tos().isPresent()) {
            out.putU8(TcNumbers.TCA_TUNNEL_KEY_ENC_TOS, body.tos().getAsInt());
        }
        if (body.ttl().isPresent()) {
            out.putU8(TcNumbers.TCA_TUNNEL_KEY_ENC_TTL, body.ttl().getAsInt());
        }
        if (body.noChecksum().isPresent()) {
            out.putU8(TcNumbers.TCA_TUNNEL_KEY_NO_CSUM, body.noChecksum().get() ? 1 : 0);
        }
        if (body.dontFragment()) {
            out.flag(TcNumbers.TCA_TUNNEL_KEY_NO_FRAG);
        }
        if (!body.options().isEmpty()) {
            int list = out.start(TcNumbers.TCA_TUNNEL_KEY_ENC_OPTS | TcNumbers.NLA_F_NESTED);
            for (TunnelOption option : body.options()) {
                TunnelOptionFormat.write(option, out);
            }
            out.end(list);
        }
    }

    @Override
    Optional<ActionBody> read(Level level) throws TcDecodeException {
        int operation = extraWord(level, 0);
        if (operation == TcNumbers.TCA_TUNNEL_KEY_ACT_RELEASE) {
            // tc sends it here too, the kernel doesn't look at it
            level.ignore(TcNumbers.TCA_TUNNEL_KEY_NO_CSUM);
            return Optional.of(new ActionBody.TunnelKeyRelease());
        }
        if (operation != TcNumbers.TCA_TUNNEL_KEY_ACT_SET) {
            return Optional.empty();
        }
        Optional<List<TunnelOption>> read = level.has(TcNumbers.TCA_TUNNEL_KEY_ENC_OPTS)
                ? options.read(level, TcNumbers.TCA_TUNNEL_KEY_ENC_OPTS)
                : Optional.of(List.of());
        if (read.isEmpty()) {
            return Optional.empty();
        }
        boolean dontFragment = level.has(TcNumbers.TCA_TUNNEL_KEY_NO_FRAG);
        if (dontFragment) {
            level.exactly(TcNumbers.TCA_TUNNEL_KEY_NO_FRAG, 0);
        }
        return Optional.of(new ActionBody.TunnelKeySet(
                level.has(TcNumbers.TCA_TUNNEL_KEY_ENC_KEY_ID)
                        ? OptionalInt.of(level.be32(TcNumbers.TCA_TUNNEL_KEY_ENC_KEY_ID))
                        : OptionalInt.empty(),
                address(level, TcNumbers.TCA_TUNNEL_KEY_ENC_IPV4_SRC, TcNumbers.TCA_TUNNEL_KEY_ENC_IPV6_SRC),
                address(level, TcNumbers.TCA_TUNNEL_KEY_ENC_IPV4_DST, TcNumbers.TCA_TUNNEL_KEY_ENC_IPV6_DST),
                level.has(TcNumbers.TCA_TUNNEL_KEY_ENC_DST_PORT)
                        ? OptionalInt.of(level.be16(TcNumbers.TCA_TUNNEL_KEY_ENC_DST_PORT))
                        : OptionalInt.empty(),
                level.optionalU8(TcNumbers.TCA_TUNNEL_KEY_ENC_TOS),
                level.optionalU8(TcNumbers.TCA_TUNNEL_KEY_ENC_TTL),
                level.has(TcNumbers.TCA_TUNNEL_KEY_NO_CSUM)
                        ? Optional.of(level.u8(TcNumbers.TCA_TUNNEL_KEY_NO_CSUM) != 0)
                        : Optional.empty(),
                dontFragment,
                read.get()));
    }

    private static void address(Bytes address, int type4, int type6, AttributeWriter out) {
        if (!address.isEmpty()) {
            out.put(address.size() == IPV4 ? type4 : type6, address);
        }
    }

    private static Bytes address(Level level, int type4, int type6) throws TcDecodeException {
        if (level.has(type4)) {
            return level.bytes(type4, IPV4);
        }
        return level.has(type6) ? level.bytes(type6, IPV6) : Bytes.NONE;
    }
}
