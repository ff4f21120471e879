package io.tandem.rte.port;

import io.tandem.rte.flow.RteItem;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.FlowErrorImage;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.LibTunnel;
import io.tandem.rte.nativelib.Pointers;
import io.tandem.rte.nativelib.Struct;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Tunnel offload of this process's DPDK ports: each call is refused in the driver's words where it has none. Platform
 * threads, one at a time. Source: DPDK guide, "Generic flow API", Tunneled traffic offload.
 */
public final class EthTunnels {
    private static final String INFO = "rte_flow_restore_info";
    private static final String TUNNEL = "rte_flow_tunnel";

    private final FlowErrorImage error = new FlowErrorImage(Dpdk.layouts());
    /** What drivers have given and not got back, with the life of the port then. */
    private final Map<Given, Long> given = new HashMap<>();

    private record Given(int port, TunnelParts parts) {}

    /**
     * Asks a driver for what it puts into rules of a tunnel.
     *
     * @param kind the tunnel's item, as {@link RteItem#VXLAN}
     * @param id as the item has it
     */
    public RteAnswer<TunnelParts> parts(int port, RteItem kind, long id) {
        try (Struct tunnel = new Struct(TUNNEL);
                Pointers answers = new Pointers(4)) {
            tunnel.put("type", kind.number());
            tunnel.put("tun_id", id);
            long actions = answers.address();
            long items = actions + 2L * Long.BYTES;
            int answer = LibTunnel.decapSet(port, tunnel.address(), actions, actions + Long.BYTES, error.clear());
            if (answer != 0) {
                return RteAnswer.refused(error(-answer));
            }
            answer = LibTunnel.match(port, tunnel.address(), items, items + Long.BYTES, error.clear());
            if (answer != 0) {
                RteError why = error(-answer);
                LibTunnel.actionDecapRelease(port, answers.get(0), (int) answers.get(1), error.clear());
                return RteAnswer.refused(why);
            }
            TunnelParts parts =
                    new TunnelParts(answers.get(0), (int) answers.get(1), answers.get(2), (int) answers.get(3));
            given.put(new Given(port, parts), AttachedPorts.life(port));
            return new RteAnswer.Done<>(parts);
        }
    }

    /** Gives back what {@link #parts} answered, once; no rule has it any more. */
    public RteAnswer<RteAnswer.Ok> release(int port, TunnelParts parts) {
        Long life = given.remove(new Given(port, parts));
        if (life == null || life != AttachedPorts.life(port)) {
            return RteAnswer.refused(new RteError(
                    RteErrorType.HANDLE,
                    new RteCause(RteCause.Part.HANDLE, 0),
                    "these parts are not the port's: given back before, or lost with its reset",
                    RteError.EINVAL));
        }
        int actions = LibTunnel.actionDecapRelease(port, parts.actions(), parts.actionCount(), error.clear());
        if (actions != 0) {
            return RteAnswer.refused(error(-actions));
        }
        int items = LibTunnel.itemRelease(port, parts.items(), parts.itemCount(), error.clear());
        return items == 0 ? RteAnswer.ok() : RteAnswer.refused(error(-items));
    }

    /**
     * How far the device got with a packet.
     *
     * @param mbuf where the struct rte_mbuf of a packet lies that came in by the port
     */
    public RteAnswer<RestoredPacket> restored(int port, long mbuf) {
        if (mbuf == 0) {
            return RteAnswer.refused(new RteError(
                    RteErrorType.UNSPECIFIED, RteCause.NONE, "there is no packet at address 0", RteError.EINVAL));
        }
        Layouts layouts = Dpdk.layouts();
        try (Struct info = new Struct(INFO)) {
            int answer = LibTunnel.getRestoreInfo(port, mbuf, info.address(), error.clear());
            if (answer != 0) {
                return RteAnswer.refused(error(-answer));
            }
            long flags = info.get("flags");
            boolean group = (flags & layouts.constant("RTE_FLOW_RESTORE_INFO_GROUP_ID")) != 0;
            boolean tunnel = (flags & layouts.constant("RTE_FLOW_RESTORE_INFO_TUNNEL")) != 0;
            return new RteAnswer.Done<>(new RestoredPacket(
                    group ? OptionalInt.of((int) info.get("group_id")) : OptionalInt.empty(),
                    tunnel ? OptionalLong.of(info.get("tunnel.tun_id")) : OptionalLong.empty(),
                    (flags & layouts.constant("RTE_FLOW_RESTORE_INFO_ENCAPSULATED")) != 0));
        }
    }

    private RteError error(int errno) {
        return new RteError(
                RteErrorType.of(error.type()).orElse(RteErrorType.UNSPECIFIED), RteCause.NONE, error.message(), errno);
    }
}
