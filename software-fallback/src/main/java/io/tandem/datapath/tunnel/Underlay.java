package io.tandem.datapath.tunnel;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.util.List;

/**
 * What tunnels know of the network that carries them: routes and neighbours, each a table that is replaced as a whole.
 * Packet threads read; any thread configures, learns and expires.
 *
 * <p>Source of what is learned: Open vSwitch, tnl_arp_snoop and tnl_nd_snoop in lib/tnl-neigh-cache.c.
 */
public final class Underlay {
    private static final int ARP_REPLY = 2;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;

    private volatile RouteTable routes = RouteTable.EMPTY;
    private volatile NeighbourTable neighbours = NeighbourTable.EMPTY;

    /** The routes as they are now. */
    public RouteTable routes() {
        return routes;
    }

    /** The neighbours as they are now. */
    public NeighbourTable neighbours() {
        return neighbours;
    }

    /** Replaces all routes. */
    public void routes(RouteTable table) {
        routes = table;
    }

    /** Replaces the configured neighbours; learned ones stay. */
    public synchronized void configure(List<Neighbour> configured) {
        neighbours = neighbours.configure(configured);
    }

    /**
     * Learns the sender of an ARP reply or of a neighbour advertisement that came in from the underlay for an address of
     * this host, and that of a gratuitous ARP packet. Tagged packets are none of the underlay.
     *
     * @param port number of the underlay's port that it came in by
     * @param key the packet's key
     * @param nowNanos on the datapath's clock
     * @return true where the packet was one to learn from
     */
    public boolean learn(int port, FlowKey key, long nowNanos) {
        if (key.get(FlowField.VLAN_TPID) != 0) {
            return false;
        }
        int type = (int) key.get(FlowField.ETH_TYPE);
        if (type == EtherType.ARP) {
            long sender = key.get(FlowField.ARP_SIP);
            boolean gratuitous = sender == key.get(FlowField.ARP_TIP);
            boolean reply = key.get(FlowField.ARP_OP) == ARP_REPLY
                    && routes.isLocal(port, IpAddress.ofIpv4(key.get(FlowField.ARP_TIP)));
            return (gratuitous || reply) && learn(port, IpAddress.ofIpv4(sender), key.get(FlowField.ARP_SHA), nowNanos);
        }
        boolean advertisement = type == EtherType.IPV6
                && key.get(FlowField.IPV6_PROTO) == 58
                && key.get(FlowField.ICMPV6_TYPE) == NEIGHBOUR_ADVERTISEMENT
                && key.get(FlowField.ICMPV6_CODE) == 0;
        return advertisement
                && routes.isLocal(port, address(key, FlowField.IPV6_DST))
                && learn(port, address(key, FlowField.ND_TARGET), key.get(FlowField.ND_TLL), nowNanos);
    }

    /** Forgets learned neighbours that nothing was sent to for long. */
    public synchronized void expire(long nowNanos) {
        neighbours = neighbours.expire(nowNanos);
    }

    private synchronized boolean learn(int port, IpAddress address, long mac, long nowNanos) {
        if (mac == 0) {
            return false;
        }
        neighbours = neighbours.learn(new Neighbour(port, address, mac), nowNanos);
        return true;
    }

    private static IpAddress address(FlowKey key, FlowField field) {
        return new IpAddress(key.get(field), key.getLow(field));
    }
}
