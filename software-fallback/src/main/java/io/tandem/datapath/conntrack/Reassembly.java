package io.tandem.datapath.conntrack;

import io.tandem.datapath.header.Checksum;
import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.packet.Packet;
import java.util.List;

/**
 * Puts a datagram together for tracking, and takes what tracking has changed over to its fragments. Belongs to one packet
 * thread. Source: Open vSwitch lib/ipf.c, ipf_reassemble_v4_frags and ipf_post_execute_reass_pkts.
 */
final class Reassembly {
    private final byte[] bytes = new byte[Packet.MAX_FRAME];
    private final Tuple scratch = new Tuple();

    /** Makes {@code whole} the datagram that the fragments, in order, are of. */
    void assemble(List<Fragment> fragments, Packet whole) {
        Fragment first = fragments.getFirst();
        int size = first.data();
        System.arraycopy(first.frame(), 0, bytes, 0, size);
        for (Fragment fragment : fragments) {
            System.arraycopy(fragment.frame(), fragment.data(), bytes, size, fragment.size());
            size += fragment.size();
        }
        whole.set(bytes, 0, size, first.inPort(), first.timeNanos());
        whole.recircId(first.key().recircId());
        whole.metadata().set(first.metadata());
        int network = first.network();
        if (first.key().ipv6()) {
            whole.put16(network + 4, size - network - HeaderChecks.IPV6_HEADER);
            whole.put16(first.header() + 2, 0);
            return;
        }
        int length = size - network;
        int flags = whole.u16(network + 6);
        int checksum = Checksum.update16(whole.u16(network + 10), whole.u16(network + 2), length);
        whole.put16(network + 10, Checksum.update16(checksum, flags, flags & 0xc000));
        whole.put16(network + 2, length);
        whole.put16(network + 6, flags & 0xc000);
    }

    /**
     * Makes {@code packet} one of the fragments, with the state and the addresses of the whole.
     *
     * @param fragment one of the whole's
     */
    void release(Fragment fragment, Packet whole, Packet packet) {
        fragment.restore(packet);
        ConnectionMetadata.copy(whole.metadata(), packet.metadata(), scratch);
        int at = fragment.network();
        if (fragment.key().ipv6()) {
            for (int i = 8; i < HeaderChecks.IPV6_HEADER; i += 8) {
                packet.put64(at + i, whole.u64(at + i));
            }
        } else {
            int checksum = Checksum.update32(packet.u16(at + 10), packet.u32(at + 12), whole.u32(at + 12));
            packet.put16(at + 10, Checksum.update32(checksum, packet.u32(at + 16), whole.u32(at + 16)));
            packet.put32(at + 12, whole.u32(at + 12));
            packet.put32(at + 16, whole.u32(at + 16));
        }
        if (fragment.from() == 0) {
            for (int i = fragment.data(); i < fragment.data() + fragment.size(); i++) {
                packet.put8(i, whole.u8(i));
            }
        }
    }
}
