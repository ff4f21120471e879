package io.tandem.datapath.conntrack;

import io.tandem.datapath.conntrack.ConnectionSnapshot.Direction;
import io.tandem.flow.Bytes;
import io.tandem.flow.IpProto;
import io.tandem.odp.AddressText;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A connection in a line, as ovs-appctl dpctl/dump-conntrack prints it. Source: Open vSwitch lib/ct-dpif.c. */
public final class ConnectionText {
    private static final int IPV4_BYTES = 4;
    private static final int DCCP = 33;
    private static final int UDPLITE = 136;

    /** The line, without its end. */
    public static String print(ConnectionSnapshot connection) {
        StringBuilder line = new StringBuilder(160)
                .append(protocol(connection.protocol()))
                .append(",orig=(")
                .append(direction(connection.original(), connection.protocol()))
                .append("),reply=(")
                .append(direction(connection.reply(), connection.protocol()))
                .append(')');
        if (connection.zone() != 0) {
            line.append(",zone=").append(connection.zone());
        }
        if (connection.mark() != 0) {
            line.append(",mark=").append(Integer.toUnsignedString(connection.mark()));
        }
        if (connection.labelHigh() != 0 || connection.labelLow() != 0) {
            line.append(",labels=").append(label(connection.labelHigh(), connection.labelLow()));
        }
        if (!connection.state().isEmpty()) {
            line.append(",protoinfo=(state=").append(connection.state()).append(')');
        }
        return line.toString();
    }

    private static String protocol(int number) {
        return switch (number) {
            case IpProto.ICMP -> "icmp";
            case IpProto.ICMPV6 -> "icmpv6";
            case IpProto.TCP -> "tcp";
            case IpProto.UDP -> "udp";
            case IpProto.SCTP -> "sctp";
            case UDPLITE -> "udplite";
            case DCCP -> "dccp";
            case IpProto.IGMP -> "igmp";
            default -> Integer.toString(number);
        };
    }

    private static String direction(Direction direction, int protocol) {
        String addresses = "src=" + address(direction.src()) + ",dst=" + address(direction.dst());
        if (protocol == IpProto.ICMP || protocol == IpProto.ICMPV6) {
            return addresses + ",id=" + direction.srcPort() + ",type=" + (direction.dstPort() >>> 8) + ",code="
                    + (direction.dstPort() & 0xff);
        }
        return addresses + ",sport=" + direction.srcPort() + ",dport=" + direction.dstPort();
    }

    private static String address(Bytes bytes) {
        ByteBuffer address = ByteBuffer.wrap(bytes.toArray());
        return bytes.size() == IPV4_BYTES
                ? AddressText.ipv4(Integer.toUnsignedLong(address.getInt()))
                : AddressText.ipv6(address.getLong(), address.getLong());
    }

    /** Without leading zeros, as ds_put_hex does. */
    private static String label(long high, long low) {
        return "0x" + (HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low)).replaceFirst("^0+", "");
    }

    private ConnectionText() {}
}
