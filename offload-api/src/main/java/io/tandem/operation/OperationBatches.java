package io.tandem.operation;

import io.tandem.operation.FlowOperation.Execute;
import io.tandem.operation.FlowOperationResult.Failed;
import io.tandem.validate.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Takes operations to a netlink peer in round trips: each of at most {@value #OPERATIONS} operations whose requests fit
 * into one buffer together. A request that fills the buffer alone travels alone. An operation with an attribute that
 * cannot be written, since an attribute's length has sixteen bits, never travels: it is answered here. Order is kept.
 *
 * <p>Immutable; any thread may use it, as far as the size functions allow.
 *
 * <p>Source: OPERATE_MAX_OPS and dpif_netlink_operate__ in Open vSwitch's lib/dpif-netlink.c, nl_attr_oversized in
 * lib/netlink.c; struct nlmsghdr and nlattr in linux/netlink.h, struct ovs_header in linux/openvswitch.h.
 */
public final class OperationBatches {
    /** Operations in one round trip, at most. */
    public static final int OPERATIONS = 50;

    /** Bytes of requests in one round trip, at most, unless it is a single request. */
    public static final int BUFFER_BYTES = 64 * 1024;

    /** Bytes before the attributes of a request: nlmsghdr, genlmsghdr and ovs_header. */
    public static final int HEADER_BYTES = 16 + 4 + 4;

    /** Bytes that the payload of an attribute may have: its length field counts its header of four bytes too. */
    public static final int ATTRIBUTE_BYTES = 65_535 - 4;

    private static final int ALIGNMENT = 4;

    /** What is done with some of the operations. */
    public sealed interface Part {
        /**
         * One round trip.
         *
         * @param from the first operation's place in the list
         * @param to one more than the last one's
         */
        record RoundTrip(int from, int to) implements Part {}

        /**
         * An operation that is not sent.
         *
         * @param at its place in the list
         * @param answer why
         */
        record Refused(int at, Failed answer) implements Part {}
    }

    private final ToIntFunction<? super FlowOperation> requestBytes;
    private final ToIntFunction<? super FlowOperation> largestAttribute;

    /**
     * @param requestBytes bytes of all attributes of an operation's request, padded, without {@link #HEADER_BYTES}
     * @param largestAttribute bytes of the payload of its largest attribute, without header and padding
     */
    public OperationBatches(
            ToIntFunction<? super FlowOperation> requestBytes, ToIntFunction<? super FlowOperation> largestAttribute) {
        this.requestBytes = requestBytes;
        this.largestAttribute = largestAttribute;
    }

    /** The parts in order; together they have each operation once. */
    public List<Part> split(List<? extends FlowOperation> operations) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int at = 0; at < operations.size(); at++) {
            FlowOperation operation = operations.get(at);
            int largest = largestAttribute.applyAsInt(operation);
            boolean refused = largest > ATTRIBUTE_BYTES;
            long request = refused ? 0 : padded(requestBytes.applyAsInt(operation) + (long) HEADER_BYTES);
            if (at > from && (refused || at - from == OPERATIONS || bytes + request > BUFFER_BYTES)) {
                parts.add(new Part.RoundTrip(from, at));
                from = at;
                bytes = 0;
            }
            if (refused) {
                parts.add(new Part.Refused(at, oversized(operation, largest)));
                from = at + 1;
            }
            bytes += request;
        }
        if (from < operations.size()) {
            parts.add(new Part.RoundTrip(from, operations.size()));
        }
        return parts;
    }

    /**
     * Takes all operations to the peer, one round trip after the other.
     *
     * @param peer carries out one round trip and answers each of its operations, in order
     * @return an answer for each operation, at the operation's place
     * @throws IllegalStateException where the peer gives more or fewer answers than it got operations
     */
    public <T extends FlowOperation> List<FlowOperationResult> operate(
            List<T> operations, Function<List<T>, List<FlowOperationResult>> peer) {
        List<FlowOperationResult> answers = new ArrayList<>(operations.size());
        for (Part part : split(operations)) {
            switch (part) {
                case Part.Refused refused -> answers.add(refused.answer());
                case Part.RoundTrip(int from, int to) -> {
                    List<FlowOperationResult> some = peer.apply(operations.subList(from, to));
                    if (some.size() != to - from) {
                        throw new IllegalStateException(
                                some.size() + " answers to " + (to - from) + " operations of one round trip");
                    }
                    answers.addAll(some);
                }
            }
        }
        return answers;
    }

    /** Open vSwitch answers ENOBUFS for a packet; a list of actions or a key that is too long is the kernel's EMSGSIZE. */
    private static Failed oversized(FlowOperation operation, int largest) {
        boolean packet = operation instanceof Execute;
        return new Failed(
                packet ? Errno.ENOBUFS : Errno.EMSGSIZE,
                (packet ? "a packet or its actions of " : "a key or actions of ") + largest
                        + " bytes; a netlink attribute holds at most " + ATTRIBUTE_BYTES);
    }

    private static long padded(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
