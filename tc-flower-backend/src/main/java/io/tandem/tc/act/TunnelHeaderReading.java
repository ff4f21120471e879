package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.TunnelFlag;
import io.tandem.netlink.TunnelEncoder;
import io.tandem.tc.filter.ActionBody.TunnelKeySet;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.host.NoMegaflowException;
import java.nio.ByteBuffer;

/** tunnel_key as {@code set(tunnel(...))}: the other way round of {@link TunnelHeader}. */
final class TunnelHeaderReading {
    private static final int IPV4 = 1;
    private static final int GBP_ID = 0xffff;

    private final ReadPoint point;
    private final long[] words = new long[FlowField.WORDS];
    private int optionBytes;

    private TunnelHeaderReading(ReadPoint point) {
        this.point = point;
    }

    static OdpAction read(ReadPoint point, TunnelKeySet set) throws NoMegaflowException {
        return new TunnelHeaderReading(point).read(set);
    }

    private OdpAction read(TunnelKeySet set) throws NoMegaflowException {
        boolean ipv4 = set.destination().size() == Integer.BYTES;
        boolean ipv6 = set.destination().size() == TunnelHeader.IPV6_BYTES;
        if (!ipv4 && !ipv6 || set.source().size() != set.destination().size()) {
            throw point.no("a tunnel goes from an address to another of the same kind");
        }
        put(FlowField.TUNNEL_FAMILY, ipv4 ? IPV4 : TunnelHeader.IPV6);
        address(ipv4 ? FlowField.TUNNEL_IPV4_SRC : FlowField.TUNNEL_IPV6_SRC, set.source());
        address(ipv4 ? FlowField.TUNNEL_IPV4_DST : FlowField.TUNNEL_IPV6_DST, set.destination());
        int flags = set.noChecksum().orElse(false) ? 0 : TunnelFlag.CSUM.bit();
        flags |= set.dontFragment() ? TunnelFlag.DONT_FRAGMENT.bit() : 0;
        if (set.id().isPresent()) {
            flags |= TunnelFlag.KEY.bit();
            put(FlowField.TUNNEL_ID, Integer.toUnsignedLong(set.id().getAsInt()));
        }
        put(FlowField.TUNNEL_FLAGS, flags);
        put(FlowField.TUNNEL_TOS, set.tos().orElse(0));
        put(FlowField.TUNNEL_TTL, set.ttl().orElse(0));
        put(FlowField.TUNNEL_TP_DST, set.destinationPort().orElse(0));
        for (TunnelOption option : set.options()) {
            option(option);
        }
        put(FlowField.TUNNEL_OPTIONS_LENGTH, optionBytes);
        return new OdpAction.Set(KeyAttribute.TUNNEL, Bytes.of(TunnelEncoder.payload(FlowKey.ofWords(words))));
    }

    private void put(FlowField field, long value) throws NoMegaflowException {
        if ((value & ~field.ones()) != 0) {
            throw point.no(field.path() + " has " + field.width() + " bits");
        }
        words[field.word()] |= value << field.shift();
    }

    private void address(FlowField field, Bytes address) throws NoMegaflowException {
        ByteBuffer content = ByteBuffer.wrap(address.toArray());
        if (field.wide()) {
            words[field.word()] = content.getLong();
            words[field.word() + 1] = content.getLong();
        } else {
            put(field, Integer.toUnsignedLong(content.getInt()));
        }
    }

    private void option(TunnelOption option) throws NoMegaflowException {
        switch (option) {
            case TunnelOption.Geneve geneve -> geneve(geneve);
            case TunnelOption.VxlanGbp gbp -> {
                put(FlowField.TUNNEL_GBP_ID, gbp.gbp() & GBP_ID);
                put(FlowField.TUNNEL_GBP_FLAGS, gbp.gbp() >>> 16);
            }
            case TunnelOption.Erspan erspan -> {
                put(FlowField.TUNNEL_ERSPAN_VERSION, erspan.version());
                put(FlowField.TUNNEL_ERSPAN_INDEX, Integer.toUnsignedLong(erspan.index()));
                put(FlowField.TUNNEL_ERSPAN_DIRECTION, erspan.direction());
                put(FlowField.TUNNEL_ERSPAN_HARDWARE_ID, erspan.hardwareId());
            }
            case TunnelOption.Gtp gtp -> throw point.no("a megaflow writes no header of GTP-U's sessions");
        }
    }

    private void geneve(TunnelOption.Geneve option) throws NoMegaflowException {
        int size = option.data().size();
        if (size % Integer.BYTES != 0
                || optionBytes + TunnelHeader.OPTION_HEADER + size
                        > FlowField.TUNNEL_OPTIONS_LENGTH.ones() / Integer.BYTES * Integer.BYTES) {
            throw point.no("a megaflow writes 252 bytes of Geneve options at most, each of whole words");
        }
        octet(option.optionClass() >>> Byte.SIZE);
        octet(option.optionClass());
        octet(option.type());
        octet(size / Integer.BYTES);
        for (int i = 0; i < size; i++) {
            octet(option.data().at(i));
        }
    }

    private void octet(int value) {
        int shift = Long.SIZE - Byte.SIZE - optionBytes % Long.BYTES * Byte.SIZE;
        words[FlowField.TUNNEL_GENEVE_OPTIONS.word() + optionBytes / Long.BYTES] |= (value & 0xffL) << shift;
        optionBytes++;
    }
}
