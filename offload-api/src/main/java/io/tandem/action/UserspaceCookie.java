package io.tandem.action;

import io.tandem.flow.Bytes;
import io.tandem.flow.NamedFlag;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What Open vSwitch's own slow path puts into the userdata of a {@link OdpAction.Userspace}: 48 bytes in host order.
 * Source: Open vSwitch, struct user_action_cookie in lib/odp-util.h.
 */
public sealed interface UserspaceCookie {
    /** Bytes of a cookie. */
    int SIZE = 48;

    /** OFPP_NONE: no OpenFlow port. */
    int NO_OPENFLOW_PORT = 0xffff;

    /** Sampled for sFlow; the tag and the output that its record reports. */
    record SFlow(int vlanTci, int output) implements UserspaceCookie {}

    /** To be handled by the slow path, for reasons of {@link SlowPathReason}. */
    record SlowPath(int reasons) implements UserspaceCookie {}

    /** Sampled for IPFIX by a flow. */
    record FlowSample(
            int probability,
            int collectorSetId,
            int observationDomainId,
            int observationPointId,
            int outputPort,
            Direction direction)
            implements UserspaceCookie {}

    /** Sampled for IPFIX by a bridge. */
    record Ipfix(int outputPort) implements UserspaceCookie {}

    /** To be sent to a controller. */
    record Controller(
            int reason,
            boolean dontSend,
            boolean continuation,
            int recircId,
            long ruleCookie,
            int controllerId,
            int maxLength)
            implements UserspaceCookie {}

    /** Where a flow's sample was taken. Source: Open vSwitch, enum nx_action_sample_direction. */
    enum Direction {
        DEFAULT(0),
        INGRESS(1),
        EGRESS(2);

        private final int number;

        Direction(int number) {
            this.number = number;
        }

        private static Optional<Direction> of(int number) {
            return Arrays.stream(values()).filter(d -> d.number == number).findFirst();
        }
    }

    /** Why the slow path handles a packet. Source: Open vSwitch, SLOW_PATH_REASONS. */
    enum SlowPathReason implements NamedFlag {
        CFM(0x01),
        BFD(0x02),
        LACP(0x04),
        STP(0x08),
        LLDP(0x10),
        ACTION(0x20),
        MATCH(0x40);

        private final int bit;

        SlowPathReason(int bit) {
            this.bit = bit;
        }

        @Override
        public int bit() {
            return bit;
        }

        @Override
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The 48 bytes. */
    default Bytes encode() {
        ByteBuffer out = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(4, NO_OPENFLOW_PORT);
        switch (this) {
            case SFlow cookie -> {
                out.putShort(0, (short) 1).putInt(28, cookie.output);
                out.put(24, (byte) (cookie.vlanTci >>> 8)).put(25, (byte) cookie.vlanTci);
            }
            case SlowPath cookie -> out.putShort(0, (short) 2).putInt(28, cookie.reasons);
            case FlowSample cookie ->
                out.putShort(0, (short) 3)
                        .putShort(24, (short) cookie.probability)
                        .putInt(28, cookie.collectorSetId)
                        .putInt(32, cookie.observationDomainId)
                        .putInt(36, cookie.observationPointId)
                        .putInt(40, cookie.outputPort)
                        .putInt(44, cookie.direction.number);
            case Ipfix cookie -> out.putShort(0, (short) 4).putInt(24, cookie.outputPort);
            case Controller cookie -> {
                out.putShort(0, (short) 5)
                        .put(24, (byte) (cookie.dontSend ? 1 : 0))
                        .put(25, (byte) (cookie.continuation ? 1 : 0))
                        .putShort(26, (short) cookie.reason)
                        .putInt(28, cookie.recircId)
                        .putShort(40, (short) cookie.controllerId)
                        .putShort(42, (short) cookie.maxLength);
                out.putLong(32, Long.reverseBytes(cookie.ruleCookie));
            }
        }
        return Bytes.of(out.array());
    }

    /** The cookie of these bytes; empty where they are something else. */
    static Optional<UserspaceCookie> decode(Bytes userdata) {
        if (userdata.size() != SIZE) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(userdata.toArray()).order(ByteOrder.LITTLE_ENDIAN);
        return switch (in.getShort(0)) {
            case 1 -> Optional.of(new SFlow((in.get(24) & 0xff) << 8 | in.get(25) & 0xff, in.getInt(28)));
            case 2 -> Optional.of(new SlowPath(in.getInt(28)));
            case 3 ->
                Direction.of(in.getInt(44))
                        .map(direction -> new FlowSample(
                                Short.toUnsignedInt(in.getShort(24)),
                                in.getInt(28),
                                in.getInt(32),
                                in.getInt(36),
                                in.getInt(40),
                                direction));
            case 4 -> Optional.of(new Ipfix(in.getInt(24)));
            case 5 ->
                Optional.of(new Controller(
                        Short.toUnsignedInt(in.getShort(26)),
                        in.get(24) != 0,
                        in.get(25) != 0,
                        in.getInt(28),
                        Long.reverseBytes(in.getLong(32)),
                        Short.toUnsignedInt(in.getShort(40)),
                        Short.toUnsignedInt(in.getShort(42))));
            default -> Optional.empty();
        };
    }
}
