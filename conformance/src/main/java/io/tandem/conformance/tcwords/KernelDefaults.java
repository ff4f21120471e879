package io.tandem.conformance.tcwords;

import io.tandem.flow.EtherType;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ActionBody.Ct;
import io.tandem.tc.filter.ActionBody.Mpls;
import io.tandem.tc.filter.ActionBody.Mpls.MplsOperation;
import io.tandem.tc.filter.ActionBody.Police;
import io.tandem.tc.filter.ActionBody.TunnelKeySet;
import io.tandem.tc.filter.ActionBody.Vlan;
import io.tandem.tc.filter.ActionBody.Vlan.VlanOperation;
import io.tandem.tc.filter.CtFlag;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the kernel makes of that which a request leaves open. Source: linux 6.1, net/sched/act_mpls.c, act_vlan.c, act_ct.c,
 * act_tunnel_key.c, act_police.c, cls_flower.c.
 */
final class KernelDefaults {
    /** MPLS_TTL_DEFAULT; the setting net.mpls.default_ttl is the same where nobody changed it. */
    private static final int MPLS_TTL = 255;

    /** 255 cells of a rate table, each of the 8 bytes that tc chooses where no mtu is given. */
    private static final int POLICE_MTU = 255 << 3;

    /** TC_LINKLAYER_ETHERNET of linux/pkt_sched.h. */
    private static final int ETHERNET = 1;

    private KernelDefaults() {}

    /** A filter with these in it, as it is read back. */
    static TcFilter added(TcFilter asked) {
        List<TcAction> actions = new ArrayList<>();
        for (TcAction action : asked.actions()) {
            ActionBody body = added(action.body());
            actions.add(new TcAction(body, action.control(), action.index(), action.cookie(), action.statistics()));
        }
        return new TcFilter(asked.id(), readable(asked.match()), asked.flags(), asked.classId(), actions);
    }

    private static ActionBody added(ActionBody body) {
        return switch (body) {
            case Mpls mpls
            when pushes(mpls.operation()) ->
                new Mpls(
                        mpls.operation(),
                        mpls.protocol() == 0 ? EtherType.MPLS_UNICAST : mpls.protocol(),
                        mpls.label(),
                        mpls.tc(),
                        OptionalInt.of(mpls.ttl().orElse(MPLS_TTL)),
                        mpls.bos());
            case Vlan vlan
            when vlan.operation() == VlanOperation.PUSH ->
                new Vlan(
                        vlan.operation(),
                        vlan.protocol() == 0 ? EtherType.VLAN_8021Q : vlan.protocol(),
                        vlan.id(),
                        OptionalInt.of(vlan.priority().orElse(0)),
                        vlan.ethernetDestination(),
                        vlan.ethernetSource());
            case Ct ct
            when ct.zone().isEmpty() && (ct.flags() & CtFlag.CLEAR.bit()) == 0 ->
                new Ct(ct.flags(), OptionalInt.of(0), ct.mark(), ct.label(), ct.nat());
            case TunnelKeySet tunnel ->
                new TunnelKeySet(
                        tunnel.id(),
                        tunnel.source(),
                        tunnel.destination(),
                        tunnel.destinationPort(),
                        tunnel.tos(),
                        tunnel.ttl(),
                        Optional.of(tunnel.noChecksum().orElse(false)),
                        tunnel.dontFragment(),
                        tunnel.options());
            case Police police
            when police.rate() != 0 ->
                new Police(
                        police.rate(),
                        police.burst(),
                        police.mtu() == 0 ? POLICE_MTU : police.mtu(),
                        police.peakRate(),
                        police.packetRate(),
                        police.packetBurst(),
                        police.overhead(),
                        police.linkLayer() == 0 ? ETHERNET : police.linkLayer(),
                        police.conform());
            default -> body;
        };
    }

    private static boolean pushes(MplsOperation operation) {
        return operation == MplsOperation.PUSH || operation == MplsOperation.MAC_PUSH;
    }

    /** The EtherType of a tag is matched on, but told only as the filter's protocol. */
    private static FlowerMatch readable(FlowerMatch match) {
        boolean tagged = match.value(FlowerKey.ETH_TYPE)
                .filter(type -> EtherType.isVlan((int) type.number()))
                .isPresent();
        if (!tagged) {
            return match;
        }
        Map<FlowerKey, FlowerValue> values = new EnumMap<>(match.values());
        values.remove(FlowerKey.ETH_TYPE);
        return new FlowerMatch(
                values,
                match.sourcePorts(),
                match.destinationPorts(),
                match.mpls(),
                match.tunnelOptions(),
                match.inDevice());
    }
}
