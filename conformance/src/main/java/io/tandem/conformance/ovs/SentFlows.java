package io.tandem.conformance.ovs;

import io.tandem.conformance.kernel.AttributeReader;
import io.tandem.conformance.kernel.FlowBytes;
import io.tandem.conformance.kernel.NetlinkFormatException;
import io.tandem.conformance.kernel.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which message belongs to which line. Open vSwitch's parser skips lines that it does not understand, so before each
 * line stands a flow that it does: its skb_mark is {@link #MARK} and the line's number. What is sent after that and
 * before the next is the line's.
 */
final class SentFlows {
    private static final int MARK = 0x5a000000;
    private static final int NUMBER_BITS = 0x00ffffff;

    private static final int COMMAND_NEW = 1;
    private static final int HEADER_BYTES = 4;
    private static final int KEY_SKB_MARK = 15;
    private static final int KEY_ETHERTYPE = 6;
    private static final String MARKER_TYPE = "88b6";

    private SentFlows() {}

    /** The input of {@code ovs-dpctl add-flows}. */
    static String script(List<FlowText> flows) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < flows.size(); i++) {
            FlowText flow = flows.get(i);
            script.append("add ")
                    .append(String.format("skb_mark(0x%08x),in_port(4),eth(),eth_type(0x88b6) 3", MARK | i))
                    .append('\n');
            script.append("add ")
                    .append(flow.key())
                    .append(' ')
                    .append(flow.actions())
                    .append('\n');
        }
        return script.toString();
    }

    /**
     * The flow that was sent for each line, or nothing where the parser refused the line.
     *
     * @param flowFamily number of the family ovs_flow
     */
    static List<Optional<FlowBytes>> match(List<byte[]> datagrams, int flowFamily, int lines)
            throws NetlinkFormatException {
        List<Optional<FlowBytes>> sent = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            sent.add(Optional.empty());
        }
        int line = -1;
        for (byte[] datagram : datagrams) {
            for (NetlinkMessage message : NetlinkMessage.read(datagram)) {
                if (message.type() != flowFamily || message.command() != COMMAND_NEW) {
                    continue;
                }
                FlowBytes flow = flow(message);
                Optional<Integer> marker = marker(flow);
                if (marker.isPresent()) {
                    line = marker.get();
                } else if (line >= 0 && line < lines) {
                    sent.set(line, Optional.of(flow));
                }
            }
        }
        return sent;
    }

    private static FlowBytes flow(NetlinkMessage message) throws NetlinkFormatException {
        Map<Integer, byte[]> attributes = AttributeReader.read(message.attributes(HEADER_BYTES));
        byte[] none = new byte[0];
        return FlowBytes.of(
                Objects.requireNonNullElse(attributes.get(FlowBytes.ATTR_KEY), none),
                Optional.ofNullable(attributes.get(FlowBytes.ATTR_MASK)),
                Objects.requireNonNullElse(attributes.get(FlowBytes.ATTR_ACTIONS), none));
    }

    private static Optional<Integer> marker(FlowBytes flow) throws NetlinkFormatException {
        Map<Integer, byte[]> key = AttributeReader.read(flow.key());
        byte[] mark = key.get(KEY_SKB_MARK);
        byte[] type = key.get(KEY_ETHERTYPE);
        if (mark == null || type == null || !HexFormat.of().formatHex(type).equals(MARKER_TYPE)) {
            return Optional.empty();
        }
        int value = ByteBuffer.wrap(mark).order(ByteOrder.nativeOrder()).getInt();
        return (value & ~NUMBER_BITS) == MARK ? Optional.of(value & NUMBER_BITS) : Optional.empty();
    }
}
