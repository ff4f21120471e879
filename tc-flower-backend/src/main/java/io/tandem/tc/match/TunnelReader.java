package io.tandem.tc.match;

import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.TunnelFlag;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.filter.TunnelOptionMatch;
import io.tandem.tc.host.NoMegaflowException;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPort.Kind;
import java.util.Optional;
import java.util.OptionalLong;

/** The tunnel header of packets that a tunnel device hands on: the other way round of {@link TunnelMatch}. */
final class TunnelReader {
    private static final long LOW_32 = 0xffff_ffffL;
    private static final int GBP_ID = 0xffff;

    private final ReadMatch read;
    private final TcPort port;
    private final TcCapabilities capabilities;

    private TunnelReader(ReadMatch read, TcPort port, TcCapabilities capabilities) {
        this.read = read;
        this.port = port;
        this.capabilities = capabilities;
    }

    static void read(ReadMatch read, TcPort port, TcCapabilities capabilities) throws NoMegaflowException {
        if (port.kind().isTunnel()) {
            TunnelReader reader = new TunnelReader(read, port, capabilities);
            reader.family();
            reader.id();
            reader.flags();
            for (FlowField field : TunnelMatch.OF_BOTH_VERSIONS) {
                reader.compare(field);
            }
            reader.options();
        } else if (!read.match.tunnelOptions().isEmpty()) {
            throw NoMegaflowException.part("enc_opts", "port " + port.name() + " is no tunnel");
        }
    }

    private void family() throws NoMegaflowException {
        boolean ipv4 = read.has(FlowerKey.ENC_IPV4_SRC) || read.has(FlowerKey.ENC_IPV4_DST);
        boolean ipv6 = read.has(FlowerKey.ENC_IPV6_SRC) || read.has(FlowerKey.ENC_IPV6_DST);
        if (ipv4 && ipv6) {
            throw NoMegaflowException.key(
                    FlowerKey.ENC_IPV6_SRC, "no packet comes in a tunnel over IPv4 and over IPv6");
        }
        if (ipv4 || ipv6) {
            read.exact(FlowField.TUNNEL_FAMILY, ipv4 ? TunnelMatch.IPV4 : TunnelMatch.IPV6);
        }
    }

    private void compare(FlowField field) throws NoMegaflowException {
        FlowerKey flower = MatchTable.find(field).orElseThrow();
        Optional<FlowerValue> value = read.take(flower);
        if (value.isPresent()) {
            read.compare(flower, field, value.get());
        }
    }

    private void id() throws NoMegaflowException {
        OptionalLong id = read.takeWhole(FlowerKey.ENC_KEY_ID);
        if (id.isEmpty()) {
            return;
        }
        read.exact(FlowField.TUNNEL_ID, id.getAsLong() & LOW_32);
        boolean optional = port.kind() == Kind.GRE || port.kind() == Kind.ERSPAN;
        if (!optional || id.getAsLong() != 0) {
            flag(TunnelFlag.KEY, true);
        }
    }

    private void flags() throws NoMegaflowException {
        Optional<FlowerValue> flags = read.take(FlowerKey.ENC_FLAGS);
        if (flags.isEmpty()) {
            return;
        }
        int value = (int) flags.get().number();
        int bits = (int) flags.get().maskNumber();
        for (TunnelFlag flag : TunnelFlag.values()) {
            int bit = TunnelMatch.bit(flag);
            if ((bits & bit) != 0) {
                flag(flag, (value & bit) != 0);
            }
            bits &= ~bit;
        }
        if (bits != 0) {
            throw NoMegaflowException.key(
                    FlowerKey.ENC_FLAGS, "a megaflow has no tunnel flag 0x" + Integer.toHexString(bits));
        }
    }

    private void flag(TunnelFlag flag, boolean set) {
        long bits = read.mask().get(FlowField.TUNNEL_FLAGS) | flag.bit();
        long value = read.key().get(FlowField.TUNNEL_FLAGS) | (set ? flag.bit() : 0);
        read.bits(FlowField.TUNNEL_FLAGS, value, bits);
    }

    private void options() throws NoMegaflowException {
        int bytes = 0;
        for (TunnelOptionMatch one : read.match.tunnelOptions()) {
            switch (one.option()) {
                case TunnelOption.Geneve option
                when one.mask() instanceof TunnelOption.Geneve mask
                        && option.data().size() == mask.data().size()
                        && !option.data().isEmpty() -> bytes = geneve(option, mask, bytes);
                case TunnelOption.VxlanGbp option
                when one.mask() instanceof TunnelOption.VxlanGbp mask -> gbp(option.gbp() & mask.gbp(), mask.gbp());
                case TunnelOption.Erspan option
                when one.mask() instanceof TunnelOption.Erspan mask -> erspan(option, mask);
                default ->
                    throw NoMegaflowException.part(
                            "enc_opts", "a megaflow has no such option under such a mask: " + one.option());
            }
        }
        if (bytes != 0) {
            read.exact(FlowField.TUNNEL_OPTIONS_LENGTH, bytes);
            if (!capabilities.exactOptionLength()) {
                read.inexact().add(FlowField.TUNNEL_OPTIONS_LENGTH);
            }
        }
    }

    private int geneve(TunnelOption.Geneve option, TunnelOption.Geneve mask, int start) throws NoMegaflowException {
        Bytes data = option.data();
        int end = start + TunnelOptionsMatch.OPTION_HEADER + data.size();
        if (end > FlowField.TUNNEL_GENEVE_OPTIONS.words() * Long.BYTES || data.size() % Integer.BYTES != 0) {
            throw NoMegaflowException.part(
                    "enc_opts", "a megaflow has room for whole words of Geneve options, not for " + end + " bytes");
        }
        put(start, option.optionClass() >>> Byte.SIZE, mask.optionClass() >>> Byte.SIZE);
        put(start + 1, option.optionClass(), mask.optionClass());
        put(start + 2, option.type(), mask.type());
        put(start + 3, data.size() / Integer.BYTES, 0x1f);
        for (int i = 0; i < data.size(); i++) {
            put(
                    start + TunnelOptionsMatch.OPTION_HEADER + i,
                    data.at(i),
                    mask.data().at(i));
        }
        return end;
    }

    private void put(int at, int value, int bits) {
        int word = FlowField.TUNNEL_GENEVE_OPTIONS.word() + at / Long.BYTES;
        int shift = Long.SIZE - Byte.SIZE - at % Long.BYTES * Byte.SIZE;
        read.addBits(word, (value & 0xffL) << shift, (bits & 0xffL) << shift);
    }

    private void gbp(int value, int bits) throws NoMegaflowException {
        int known = GBP_ID | TunnelOptionsMatch.GBP_FLAGS << 16;
        if ((value & ~known) != 0) {
            throw NoMegaflowException.part(
                    "enc_opts", "no packet has the group policy 0x" + Integer.toHexString(value));
        }
        read.bits(FlowField.TUNNEL_GBP_ID, value & GBP_ID, bits & GBP_ID);
        read.bits(FlowField.TUNNEL_GBP_FLAGS, value >>> 16, bits >>> 16 & TunnelOptionsMatch.GBP_FLAGS);
        if (value == 0) {
            read.inexact().add(FlowField.TUNNEL_GBP_ID);
        }
    }

    private void erspan(TunnelOption.Erspan option, TunnelOption.Erspan mask) throws NoMegaflowException {
        boolean known = option.version() == 1 || option.version() == 2;
        boolean fits = (option.direction() & ~FlowField.TUNNEL_ERSPAN_DIRECTION.ones()) == 0
                && (option.hardwareId() & ~FlowField.TUNNEL_ERSPAN_HARDWARE_ID.ones()) == 0;
        boolean told = (mask.version() & option.version()) != 0; // 1 and 2 have no bit in common
        if (!known || !fits || !told) {
            throw NoMegaflowException.part("enc_opts", "a megaflow has ERSPAN of version 1 or 2, not " + option);
        }
        read.exact(FlowField.TUNNEL_ERSPAN_VERSION, option.version());
        if (option.version() == 1) {
            read.bits(FlowField.TUNNEL_ERSPAN_INDEX, option.index(), mask.index());
        } else {
            read.bits(FlowField.TUNNEL_ERSPAN_DIRECTION, option.direction(), mask.direction());
            read.bits(FlowField.TUNNEL_ERSPAN_HARDWARE_ID, option.hardwareId(), mask.hardwareId());
        }
    }
}
