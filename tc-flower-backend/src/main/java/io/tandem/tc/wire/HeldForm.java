package io.tandem.tc.wire;

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
import io.tandem.tc.filter.FlowerValues;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.filter.TunnelOptionMatch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A filter as the kernel tells it after it was asked to hold it: with what a request may leave open, without what it does
 * not tell, and in the one of two forms that it chooses. Numbers that the kernel hands out stay as asked. Stateless.
 *
 * <p>Source: linux 6.1, net/sched/cls_flower.c, fl_dump_key; the init and dump of act_mpls.c, act_vlan.c, act_ct.c,
 * act_tunnel_key.c, act_police.c.
 */
public final class HeldForm {
    /** MPLS_TTL_DEFAULT; the setting net.mpls.default_ttl is the same where nobody changed it. */
    private static final int MPLS_TTL = 255;

    /** Where nothing limits the length of packets. */
    private static final int ANY_LENGTH = -1;

    /** 255 cells of a rate table, each of the 8 bytes that tc chooses where no mtu is given. */
    private static final int RATED_LENGTH = 255 << 3;

    /** TC_LINKLAYER_ETHERNET of linux/pkt_sched.h. */
    private static final int ETHERNET = 1;

    private HeldForm() {}

    /** The filter as it is read back. */
    public static TcFilter of(TcFilter asked) {
        List<TcAction> actions = new ArrayList<>();
        for (TcAction action : asked.actions()) {
            ActionBody body = of(action.body());
            actions.add(new TcAction(body, action.control(), action.index(), action.cookie(), action.statistics()));
        }
        return new TcFilter(asked.id(), of(asked.match()), asked.flags(), asked.classId(), actions);
    }

    /** A match as it is read back. */
    public static FlowerMatch of(FlowerMatch asked) {
        EnumMap<FlowerKey, FlowerValue> values = new EnumMap<>(FlowerKey.class);
        values.putAll(asked.values());
        etherType(asked, values);
        boolean lone = asked.mpls().size() == 1 && isLone(asked.mpls().getFirst());
        if (lone) {
            label(asked.mpls().getFirst(), values);
        }
        return new FlowerMatch(
                FlowerValues.of(values),
                asked.sourcePorts(),
                asked.destinationPorts(),
                lone ? List.of() : asked.mpls(),
                asked.tunnelOptions().stream()
                        .map(o -> new TunnelOptionMatch(of(o.option()), of(o.mask())))
                        .toList(),
                asked.inDevice());
    }

    /** A request has the first tag's TPID in TCA_FLOWER_KEY_ETH_TYPE; what is told there is the type behind the tags. */
    private static void etherType(FlowerMatch asked, Map<FlowerKey, FlowerValue> values) {
        boolean tagged = asked.value(FlowerKey.ETH_TYPE).filter(HeldForm::isTag).isPresent();
        if (tagged) {
            values.remove(FlowerKey.ETH_TYPE);
            asked.value(FlowerKey.CVLAN_ETH_TYPE)
                    .or(() -> asked.value(FlowerKey.VLAN_ETH_TYPE))
                    .filter(type -> !isTag(type))
                    .ifPresent(type -> values.put(FlowerKey.ETH_TYPE, type));
        }
    }

    private static boolean isTag(FlowerValue type) {
        return EtherType.isVlan((int) type.number());
    }

    /** True where the older attributes can say it, which the kernel prefers: fl_dump_key_mpls. */
    private static boolean isLone(MplsEntry entry) {
        return entry.depth() == 1
                && (entry.label().isPresent()
                        || entry.tc().isPresent()
                        || entry.bos().isPresent()
                        || entry.ttl().isPresent());
    }

    private static void label(MplsEntry entry, Map<FlowerKey, FlowerValue> values) {
        entry.label().ifPresent(v -> values.put(FlowerKey.MPLS_LABEL, FlowerValue.exact(FlowerKey.MPLS_LABEL, v)));
        entry.tc().ifPresent(v -> values.put(FlowerKey.MPLS_TC, FlowerValue.exact(FlowerKey.MPLS_TC, v)));
        entry.bos().ifPresent(v -> values.put(FlowerKey.MPLS_BOS, FlowerValue.exact(FlowerKey.MPLS_BOS, v)));
        entry.ttl().ifPresent(v -> values.put(FlowerKey.MPLS_TTL, FlowerValue.exact(FlowerKey.MPLS_TTL, v)));
    }

    private static ActionBody of(ActionBody asked) {
        return switch (asked) {
            case Mpls mpls -> of(mpls);
            case Vlan vlan -> of(vlan);
            case Ct ct -> of(ct);
            case TunnelKeySet tunnel -> of(tunnel);
            case Police police -> of(police);
            case ActionBody.Gact same -> same;
            case ActionBody.Mirred same -> same;
            case ActionBody.Pedit same -> same;
            case ActionBody.Csum same -> same;
            case ActionBody.TunnelKeyRelease same -> same;
            case ActionBody.PoliceShared same -> same;
            case ActionBody.Sample same -> same;
            case ActionBody.Skbedit same -> same;
            case ActionBody.Opaque same -> same;
        };
    }

    private static Mpls of(Mpls asked) {
        boolean pushes = asked.operation() == MplsOperation.PUSH || asked.operation() == MplsOperation.MAC_PUSH;
        return new Mpls(
                asked.operation(),
                asked.protocol() == 0 ? EtherType.MPLS_UNICAST : asked.protocol(),
                asked.label(),
                asked.tc(),
                pushes ? OptionalInt.of(asked.ttl().orElse(MPLS_TTL)) : asked.ttl(),
                asked.bos());
    }

    private static Vlan of(Vlan asked) {
        boolean push = asked.operation() == VlanOperation.PUSH;
        if (!push && asked.operation() != VlanOperation.MODIFY) {
            return asked;
        }
        return new Vlan(
                asked.operation(),
                asked.protocol() == 0 ? EtherType.VLAN_8021Q : asked.protocol(),
                asked.id(),
                push ? OptionalInt.of(asked.priority().orElse(0)) : asked.priority(),
                asked.ethernetDestination(),
                asked.ethernetSource());
    }

    private static Ct of(Ct asked) {
        if ((asked.flags() & CtFlag.CLEAR.bit()) != 0) {
            return new Ct(asked.flags(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        boolean translates = (asked.flags() & CtFlag.NAT.bit()) != 0
                && (asked.flags() & (CtFlag.NAT_SRC.bit() | CtFlag.NAT_DST.bit())) != 0;
        return new Ct(
                asked.flags(),
                OptionalInt.of(asked.zone().orElse(0)),
                asked.mark().filter(mark -> mark.mask() != 0),
                asked.label().filter(HeldForm::looksAtAnything),
                asked.nat().filter(range -> translates).map(HeldForm::of));
    }

    private static boolean looksAtAnything(FlowerValue value) {
        for (int i = 0; i < value.mask().size(); i++) {
            if (value.mask().at(i) != 0) {
                return true;
            }
        }
        return false;
    }

    /** One port is told as a range of itself. */
    private static Ct.NatRange of(Ct.NatRange asked) {
        return new Ct.NatRange(
                asked.first(),
                asked.last().isEmpty() ? asked.first() : asked.last(),
                asked.firstPort(),
                asked.lastPort() == asked.firstPort() ? 0 : asked.lastPort());
    }

    private static TunnelKeySet of(TunnelKeySet asked) {
        return new TunnelKeySet(
                asked.id(),
                asked.source(),
                asked.destination(),
                notZero(asked.destinationPort()),
                notZero(asked.tos()),
                notZero(asked.ttl()),
                Optional.of(asked.noChecksum().orElse(false)),
                asked.dontFragment(),
                asked.options().stream().map(HeldForm::of).toList());
    }

    /** Each version of ERSPAN has fields of its own, and the others are not told. */
    private static TunnelOption of(TunnelOption asked) {
        return switch (asked) {
            case TunnelOption.Erspan erspan ->
                erspan.version() == 1
                        ? new TunnelOption.Erspan(1, erspan.index(), 0, 0)
                        : new TunnelOption.Erspan(erspan.version(), 0, erspan.direction(), erspan.hardwareId());
            case TunnelOption.Geneve same -> same;
            case TunnelOption.VxlanGbp same -> same;
            case TunnelOption.Gtp same -> same;
        };
    }

    private static OptionalInt notZero(OptionalInt value) {
        return value.orElse(0) == 0 ? OptionalInt.empty() : value;
    }

    private static Police of(Police asked) {
        boolean rated = asked.rate() != 0;
        int open = rated ? RATED_LENGTH : ANY_LENGTH;
        return new Police(
                asked.rate(),
                PacketClock.KERNEL.readBack(asked.rate(), asked.burst()),
                asked.mtu() == 0 ? open : asked.mtu(),
                asked.peakRate(),
                asked.packetRate(),
                PacketClock.KERNEL.readBack(asked.packetRate(), asked.packetBurst()),
                rated ? asked.overhead() : 0,
                rated ? asked.linkLayer() == 0 ? ETHERNET : asked.linkLayer() : 0,
                asked.conform().filter(conform -> !conform.equals(TcControl.PASS)));
    }
}
