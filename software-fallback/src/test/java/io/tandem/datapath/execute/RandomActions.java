package io.tandem.datapath.execute;

import io.tandem.action.CtCommit;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.KeyAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Lists of actions of every kind, in any order. The same seed gives the same lists. */
final class RandomActions {
    private static final List<KeyAttribute> SETTABLE = List.of(
            KeyAttribute.ETHERNET,
            KeyAttribute.VLAN,
            KeyAttribute.IPV4,
            KeyAttribute.IPV6,
            KeyAttribute.TCP,
            KeyAttribute.UDP,
            KeyAttribute.SCTP,
            KeyAttribute.ICMP,
            KeyAttribute.ICMPV6,
            KeyAttribute.ARP,
            KeyAttribute.ND,
            KeyAttribute.ND_EXT,
            KeyAttribute.PRIORITY,
            KeyAttribute.SKB_MARK,
            KeyAttribute.DP_HASH,
            KeyAttribute.RECIRC_ID);
    private static final int[] TYPES = {0x0800, 0x86dd, 0x8847, 0x894f, 0x6558, 0x88b5};
    private static final int DEEPEST = 3;

    private final SplittableRandom random;

    RandomActions(long seed) {
        random = new SplittableRandom(seed);
    }

    List<OdpAction> list() {
        return list(0);
    }

    private List<OdpAction> list(int depth) {
        List<OdpAction> actions = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            actions.add(action(depth));
        }
        return actions;
    }

    private OdpAction action(int depth) {
        return switch (random.nextInt(depth < DEEPEST ? 30 : 26)) {
            case 0, 1, 2 -> new OdpAction.Output(random.nextInt(3));
            case 3 -> new OdpAction.Trunc(random.nextInt(80));
            case 4 -> new OdpAction.PushVlan(0x8100, 0x1000 | random.nextInt(4096));
            case 5 -> new OdpAction.PopVlan();
            case 6 -> new OdpAction.PushMpls(random.nextInt(), 0x8847 + random.nextInt(2));
            case 7 -> new OdpAction.PopMpls(TYPES[random.nextInt(TYPES.length)]);
            case 8 -> new OdpAction.AddMpls(random.nextInt(), 0x8847, random.nextInt(2));
            case 9 -> new OdpAction.PushEth(1, 2);
            case 10 -> new OdpAction.PopEth();
            case 11 -> new OdpAction.PushNsh(0, 63, 1, 3, 5, 6, Bytes.of(new byte[16]));
            case 12 -> new OdpAction.PopNsh();
            case 13, 14, 15, 16, 17 -> set();
            case 18 -> new OdpAction.Hash(random.nextInt(2), random.nextInt());
            case 19 -> new OdpAction.Recirc(random.nextInt());
            case 20 -> new OdpAction.Userspace(random.nextInt(2), Optional.empty(), false, OptionalInt.empty());
            case 21 -> new OdpAction.Psample(random.nextInt(2), Bytes.of((byte) 1));
            case 22 -> new OdpAction.Meter(random.nextInt(2));
            case 23 -> new OdpAction.LbOutput(random.nextInt(2));
            case 24 -> ct();
            case 25 -> random.nextInt(4) == 0 ? new OdpAction.Drop(random.nextInt(20)) : new OdpAction.CtClear();
            case 26 -> new OdpAction.Clone(list(depth + 1));
            case 27 -> new OdpAction.Sample(random.nextInt(), list(depth + 1));
            case 28 -> new OdpAction.CheckPktLen(random.nextInt(120), list(depth + 1), list(depth + 1));
            default -> new OdpAction.DecTtl(list(depth + 1));
        };
    }

    static OdpAction ct() {
        return new OdpAction.Ct(
                CtCommit.NONE, 5, Optional.empty(), Optional.empty(), "", "", Optional.empty(), OptionalInt.empty());
    }

    private OdpAction set() {
        KeyAttribute attribute = SETTABLE.get(random.nextInt(SETTABLE.size()));
        FlowKey.Builder value = FlowKey.builder();
        for (FlowField field : attribute.fields()) {
            switch (field) {
                case IPV4_FRAG, IPV6_FRAG, VLAN_TPID -> {}
                default -> {
                    if (field.wide()) {
                        value.set(field, random.nextLong(), random.nextLong());
                    } else {
                        value.set(field, random.nextLong() & field.ones());
                    }
                }
            }
        }
        return new OdpAction.Set(attribute, value.build());
    }
}
