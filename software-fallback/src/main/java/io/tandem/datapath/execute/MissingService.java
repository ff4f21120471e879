package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import java.util.List;
import java.util.Optional;

/**
 * What actions name and the datapath has not: a meter, a bond, a timeout policy. Source for meters: the kernel refuses
 * such a flow with EINVAL (net/openvswitch/flow_netlink.c, __ovs_nla_copy_actions); Open vSwitch's userspace lets packets
 * pass, and takes the default times for a policy that it does not know.
 */
public final class MissingService {
    private MissingService() {}

    /** The first that is missing, in a sentence; empty where all are there. */
    public static Optional<String> find(List<OdpAction> actions, ActionServices services) {
        return actions.stream().flatMap(a -> find(a, services).stream()).findFirst();
    }

    private static Optional<String> find(OdpAction action, ActionServices services) {
        return switch (action) {
            case OdpAction.Meter(int id)
            when services.meters().get(id).isEmpty() ->
                Optional.of("there is no meter " + Integer.toUnsignedString(id));
            case OdpAction.LbOutput(int bond)
            when services.bonds().get(bond).isEmpty() ->
                Optional.of("there is no bond " + Integer.toUnsignedString(bond));
            case OdpAction.Ct ct
            when !services.conntrack().config().knowsPolicy(ct.timeout()) ->
                Optional.of("there is no timeout policy " + ct.timeout());
            case OdpAction.Clone(var nested) -> find(nested, services);
            case OdpAction.Sample(int _, var nested) -> find(nested, services);
            case OdpAction.DecTtl(var nested) -> find(nested, services);
            case OdpAction.CheckPktLen(int _, var greater, var others) ->
                find(greater, services).or(() -> find(others, services));
            default -> Optional.empty();
        };
    }
}
