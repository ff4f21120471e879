package io.tandem.netlink;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.FlowWords;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.flow.TunnelFlag;
import java.util.List;

/** Writes OVS_KEY_ATTR_TUNNEL. Source: Open vSwitch, tun_key_to_attr in lib/odp-util.c. */
public final class TunnelEncoder {
    private static final List<KeyAttribute> ADDRESSES = List.of(
            KeyAttribute.TUNNEL_IPV4_SRC,
            KeyAttribute.TUNNEL_IPV4_DST,
            KeyAttribute.TUNNEL_IPV6_SRC,
            KeyAttribute.TUNNEL_IPV6_DST,
            KeyAttribute.TUNNEL_TOS);

    /** The payload of the attribute, from a key's tunnel fields. */
    public static byte[] payload(FlowKey key) {
        AttributeWriter out = new AttributeWriter();
        content(out, key, key);
        return out.toBytes();
    }

    static void encode(AttributeWriter out, FlowKey key, FlowWords data) {
        int start = out.start(KeyAttribute.TUNNEL.netlinkType());
        content(out, key, data);
        out.end(start);
    }

    private static void content(AttributeWriter out, FlowKey key, FlowWords data) {
        long flags = data.get(FlowField.TUNNEL_FLAGS);
        if (!data.isZero(FlowField.TUNNEL_ID) || has(flags, TunnelFlag.KEY)) {
            put(out, KeyAttribute.TUNNEL_ID, data);
        }
        for (KeyAttribute attribute : ADDRESSES) {
            putIfSet(out, attribute, data);
        }
        put(out, KeyAttribute.TUNNEL_TTL, data);
        if (has(flags, TunnelFlag.DONT_FRAGMENT)) {
            out.flag(KeyAttribute.TUNNEL_DONT_FRAGMENT.netlinkType());
        }
        if (has(flags, TunnelFlag.CSUM)) {
            out.flag(KeyAttribute.TUNNEL_CSUM.netlinkType());
        }
        putIfSet(out, KeyAttribute.TUNNEL_TP_SRC, data);
        putIfSet(out, KeyAttribute.TUNNEL_TP_DST, data);
        if (has(flags, TunnelFlag.OAM)) {
            out.flag(KeyAttribute.TUNNEL_OAM.netlinkType());
        }
        options(out, key, data);
    }

    private static void options(AttributeWriter out, FlowKey key, FlowWords data) {
        int geneve = (int) key.get(FlowField.TUNNEL_OPTIONS_LENGTH);
        int version = (int) key.get(FlowField.TUNNEL_ERSPAN_VERSION);
        if (geneve > 0) {
            out.put(KeyAttribute.TUNNEL_GENEVE.netlinkType(), geneve(data, geneve));
        }
        if (version == 1 || version == 2) {
            out.put(KeyAttribute.TUNNEL_ERSPAN.netlinkType(), erspan(data, version));
        } else if (!data.isZero(FlowField.TUNNEL_GTPU_MSGTYPE)) {
            put(out, KeyAttribute.TUNNEL_GTPU, data);
        } else if (!data.isZero(FlowField.TUNNEL_GBP_ID) || !data.isZero(FlowField.TUNNEL_GBP_FLAGS)) {
            int start = out.start(KeyAttribute.TUNNEL_VXLAN.netlinkType());
            put(out, KeyAttribute.VXLAN_GBP, data);
            out.end(start);
        }
    }

    private static byte[] geneve(FlowWords data, int length) {
        byte[] options = new byte[length];
        int first = FlowField.TUNNEL_GENEVE_OPTIONS.word();
        for (int i = 0; i < length; i++) {
            int shift = Long.SIZE - Byte.SIZE - i % Long.BYTES * Byte.SIZE;
            options[i] = (byte) (data.word(first + i / Long.BYTES) >>> shift);
        }
        return options;
    }

    private static byte[] erspan(FlowWords data, int version) {
        byte[] payload = new byte[KeyAttribute.TUNNEL_ERSPAN.size()];
        List<FlowField> fields = version == 1
                ? List.of(FlowField.TUNNEL_ERSPAN_VERSION, FlowField.TUNNEL_ERSPAN_INDEX)
                : List.of(
                        FlowField.TUNNEL_ERSPAN_VERSION,
                        FlowField.TUNNEL_ERSPAN_DIRECTION,
                        FlowField.TUNNEL_ERSPAN_HARDWARE_ID);
        for (FlowField field : fields) {
            boolean wholeMask = data instanceof FlowMask mask && mask.isExact(field);
            field.slot().put(payload, 0, wholeMask ? -1L : data.get(field), 0);
        }
        return payload;
    }

    private static void putIfSet(AttributeWriter out, KeyAttribute attribute, FlowWords data) {
        if (!data.isZero(attribute.fields().getFirst())) {
            put(out, attribute, data);
        }
    }

    private static void put(AttributeWriter out, KeyAttribute attribute, FlowWords data) {
        out.put(attribute.netlinkType(), KeyStruct.pack(attribute, data));
    }

    private static boolean has(long flags, TunnelFlag flag) {
        return (flags & flag.bit()) != 0;
    }

    private TunnelEncoder() {}
}
