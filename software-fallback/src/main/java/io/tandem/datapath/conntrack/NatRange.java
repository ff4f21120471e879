package io.tandem.datapath.conntrack;

import io.tandem.flow.IpProto;
import java.util.SplittableRandom;

/**
 * Finds addresses and ports for a connection that is to be translated, so that no other connection has the tuple of what
 * comes back. The address comes from a hash of the connection; a source port is kept where it is free, else one of its
 * class (1 to 511, 600 to 1023, 1024 and more) is looked for. An ICMP id counts as both ports.
 *
 * <p>Called with the table's monitor held. Source: Open vSwitch lib/conntrack.c, nat_get_unique_tuple. Unlike there,
 * both ids of an ICMP echo stay the same when a destination port range is asked for.
 */
final class NatRange {
    /** Ports that are tried in a row, before the search goes on elsewhere with half as many. */
    private static final int MOST_ATTEMPTS = 128;

    private static final int LEAST_ATTEMPTS = 16;
    private static final int MOST_PORT = 0xffff;

    private final ConnectionTable table;
    private final SplittableRandom random;

    NatRange(ConnectionTable table, SplittableRandom random) {
        this.table = table;
        this.random = random;
    }

    /**
     * Chooses.
     *
     * @param original the connection's first direction
     * @param reply becomes the tuple of what comes back
     * @return false where nothing is free
     */
    boolean choose(CtRequest request, Tuple original, Tuple reply, long now) {
        reply.set(original);
        reply.reverse();
        if (request.translation == Translation.NONE) {
            return true;
        }
        if (request.addressBytes != 0 && request.addressBytes != (original.ipv6 ? 16 : 4)) {
            return false;
        }
        boolean source = (request.translation & Translation.SOURCE) != 0;
        long hash = Integer.toUnsignedLong(request.persistent ? persistentHash(original) : table.hash(original));
        if (request.addressBytes != 0) {
            address(request, reply, source, hash);
        }
        if (!hasPorts(original)) {
            return free(reply, now);
        }
        long offset = request.random ? random.nextInt(1 << 30) : Integer.toUnsignedLong(table.hash(original));
        boolean icmp = original.isIcmp();
        if ((request.translation & Translation.DESTINATION_PORT) != 0) {
            int first = within(request.firstPort, request.lastPort, offset);
            if (search(reply, false, icmp, first, request.firstPort, request.lastPort, now)) {
                return true;
            }
        }
        if ((request.translation & Translation.SOURCE_PORT) != 0) {
            int first = within(request.firstPort, request.lastPort, offset);
            return search(reply, true, icmp, first, request.firstPort, request.lastPort, now);
        }
        int own = icmp ? Tuple.icmpId(original.srcPort) : original.srcPort;
        int least = own < 512 ? 1 : own < 1024 ? 600 : 1024;
        int most = own < 512 ? 511 : own < 1024 ? 1023 : MOST_PORT;
        return search(reply, true, icmp, own, least, most, now);
    }

    private static boolean hasPorts(Tuple tuple) {
        return tuple.protocol == IpProto.TCP
                || tuple.protocol == IpProto.UDP
                || tuple.protocol == IpProto.SCTP
                || tuple.protocol == IpProto.ICMP && !tuple.ipv6;
    }

    /** The same for all connections of a source address, in each run. */
    private static int persistentHash(Tuple original) {
        long mixed = (original.srcHigh * 31 + original.srcLow) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }

    private static void address(CtRequest request, Tuple reply, boolean source, long hash) {
        long span = request.firstHigh == request.lastHigh ? request.lastLow - request.firstLow : 0xfffffffeL;
        long step = span == -1 ? hash : Long.remainderUnsigned(hash, span + 1);
        long low = request.firstLow + step;
        long high = request.firstHigh + (Long.compareUnsigned(low, request.firstLow) < 0 ? 1 : 0);
        if (source) {
            reply.dstHigh = high;
            reply.dstLow = low;
        } else {
            reply.srcHigh = high;
            reply.srcLow = low;
        }
    }

    private static int within(int first, int last, long offset) {
        return first + (int) (offset % (last - first + 1));
    }

    /** Tries ports from one on, round the range; leaves the first one where none is free. */
    private boolean search(Tuple reply, boolean source, boolean icmp, int from, int least, int most, long now) {
        int range = most - least + 1;
        int attempts = Math.min(range, MOST_ATTEMPTS);
        int port = from;
        while (true) {
            for (int i = 0; i < attempts; i++) {
                put(reply, source, icmp, port);
                if (free(reply, now)) {
                    return true;
                }
                port = port < least || port >= most ? least : port + 1;
            }
            if (attempts >= range || attempts < LEAST_ATTEMPTS) {
                put(reply, source, icmp, from);
                return false;
            }
            attempts /= 2;
            port = least + random.nextInt(range);
        }
    }

    /** The source of the connection is the destination of what comes back. */
    private static void put(Tuple reply, boolean source, boolean icmp, int port) {
        if (icmp) {
            reply.srcPort = port << 16 | reply.srcPort & 0xffff;
            reply.dstPort = port << 16 | reply.dstPort & 0xffff;
        } else if (source) {
            reply.dstPort = port;
        } else {
            reply.srcPort = port;
        }
    }

    private boolean free(Tuple reply, long now) {
        return table.find(reply, table.hash(reply), now) == null;
    }
}
