package io.tandem.tc.act;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.tc.match.PacketFacts;

/** What is known of a packet at one point of a list of actions. Not thread-safe. */
final class PacketState {
    final PacketFacts facts;
    int etherType;
    int protocol;
    int tags;
    boolean ethernet = true;
    /** A tag lies under another that the kernel holds beside the bytes; the network header is not where it looks. */
    boolean buriedTag;

    boolean resized;
    boolean tunnelSet;
    boolean released;
    /** Set where some branch has released the tunnel, or given it another. */
    boolean tunnelTouched;

    boolean forHost;
    /** The packet's time to live is this or more. */
    int leastTtl;

    PacketState(PacketFacts facts) {
        this.facts = facts;
        etherType = facts.etherType();
        protocol = facts.protocol();
        tags = facts.tags();
        boolean ip = etherType == EtherType.IPV4 || etherType == EtherType.IPV6;
        leastTtl = ip ? (int) facts.key().get(FlowField.IPV4_TTL) : 0;
    }

    private PacketState(PacketState other) {
        facts = other.facts;
        etherType = other.etherType;
        protocol = other.protocol;
        tags = other.tags;
        ethernet = other.ethernet;
        buriedTag = other.buriedTag;
        resized = other.resized;
        tunnelSet = other.tunnelSet;
        released = other.released;
        tunnelTouched = other.tunnelTouched;
        forHost = other.forHost;
        leastTtl = other.leastTtl;
    }

    /** The same, to go another way from here. */
    PacketState copy() {
        return new PacketState(this);
    }

    /** What holds after either of two ways that leave the packet's bytes as they are. */
    void join(PacketState one, PacketState other) {
        released = one.released && other.released;
        tunnelTouched = one.tunnelTouched || other.tunnelTouched;
        forHost = one.forHost && other.forHost;
    }

    /** True where the kernel finds the network header: behind one tag at most. */
    boolean networkHeaderFound() {
        return !buriedTag && (tags == 0 || tags == 1);
    }

    /** True for IPv4 and IPv6. */
    boolean isIp() {
        return etherType == EtherType.IPV4 || etherType == EtherType.IPV6;
    }

    /** Another network header is in front now. */
    void networkHeader(int type) {
        etherType = type;
        protocol = PacketFacts.UNKNOWN;
        leastTtl = 0;
        resized = true;
    }
}
