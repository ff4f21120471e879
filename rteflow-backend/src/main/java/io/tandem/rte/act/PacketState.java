package io.tandem.rte.act;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.rte.match.PacketFacts;

/** What is known of a packet at one point of a list of actions. Not thread-safe. */
final class PacketState {
    final PacketFacts facts;
    int etherType;
    int protocol;
    int tags;
    int leastTtl;
    /** A tunnel's headers were put in front, and they are the outermost now. */
    boolean encapsulated;
    /** The headers of the tunnel that it came in are off. */
    boolean decapsulated;
    /** It begins with an Ethernet header. */
    boolean ethernet;
    /** Something of it was changed. */
    boolean changed;
    /** Something was done that must not be done again: it was changed, copied or metered. */
    boolean acted;

    PacketState(PacketFacts facts) {
        this.facts = facts;
        etherType = facts.etherType();
        protocol = facts.protocol();
        tags = facts.tags();
        ethernet = facts.port().kind().carriesEthernet();
        boolean ttl = isIp() && facts.mask().isExact(FlowField.IPV4_TTL);
        leastTtl = ttl ? (int) facts.key().get(FlowField.IPV4_TTL) : 0;
    }

    private PacketState(PacketState other) {
        facts = other.facts;
        etherType = other.etherType;
        protocol = other.protocol;
        tags = other.tags;
        leastTtl = other.leastTtl;
        encapsulated = other.encapsulated;
        decapsulated = other.decapsulated;
        ethernet = other.ethernet;
        changed = other.changed;
        acted = other.acted;
    }

    /** The same, to go another way from here. */
    PacketState copy() {
        return new PacketState(this);
    }

    boolean isIp() {
        return etherType == EtherType.IPV4 || etherType == EtherType.IPV6;
    }
}
