package io.tandem.tc.megaflow;

import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.NetlinkDecodeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Lists of actions that do the same written the same: sets of one header on one line, copies that are the last and samples
 * of everything without their wrapping, nothing behind a drop, and what only userspace is told left out.
 */
final class ActionNormalForm {
    private final List<String> lines = new ArrayList<>();
    private FlowKey value = FlowKey.EMPTY;
    private FlowMask mask = FlowMask.EMPTY;
    private KeyAttribute open = KeyAttribute.PRIORITY;

    static List<String> of(List<OdpAction> actions) {
        ActionNormalForm form = new ActionNormalForm();
        form.addAll(actions);
        form.close();
        return List.copyOf(form.lines);
    }

    private void addAll(List<OdpAction> actions) {
        for (OdpAction action : actions) {
            if (action instanceof OdpAction.Drop) {
                return;
            }
            add(action);
        }
    }

    private void add(OdpAction action) {
        switch (action) {
            case OdpAction.Clone copy -> addAll(copy.actions());
            case OdpAction.Sample sample when sample.probability() == -1 -> addAll(sample.actions());
            case OdpAction.Sample sample when sample.probability() == 0 -> {}
            case OdpAction.Sample sample -> {
                long chances = Integer.toUnsignedLong(sample.probability()) + 1;
                line("sample 1 in " + Math.round((double) (1L << 32) / chances) + " " + of(sample.actions()));
            }
            case OdpAction.CheckPktLen check ->
                line("length " + check.length() + " " + of(check.greater()) + of(check.lessOrEqual()));
            case OdpAction.Set set when set.attribute() == KeyAttribute.TUNNEL -> line(tunnel(set.payload()));
            case OdpAction.Set set
            when set.attribute() == KeyAttribute.MPLS -> line("mpls " + set.payload() + "/ffffffff");
            case OdpAction.SetMasked set
            when set.attribute() == KeyAttribute.MPLS -> line("mpls " + set.payload() + "/" + set.bits());
            case OdpAction.Set set -> set(set.attribute(), set.value(), whole(set.attribute()));
            case OdpAction.SetMasked set -> set(set.attribute(), set.value(), set.mask());
            case OdpAction.DecTtl dec -> line("dec_ttl");
            case OdpAction.Ct ct ->
                line(new OdpAction.Ct(
                                ct.commit(),
                                ct.zone(),
                                ct.mark(),
                                ct.label(),
                                ct.helper(),
                                ct.timeout(),
                                ct.nat().map(ActionNormalForm::oneAddress),
                                OptionalInt.empty())
                        .toString());
            default -> line(action.toString());
        }
    }

    private static Nat oneAddress(Nat nat) {
        return nat.last().equals(nat.first())
                ? new Nat(nat.direction(), nat.first(), Bytes.NONE, nat.firstPort(), nat.lastPort(), nat.options())
                : nat;
    }

    private static String tunnel(Bytes payload) {
        byte[] attribute = ByteBuffer.allocate(4 + payload.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) (4 + payload.size()))
                .putShort((short) KeyAttribute.TUNNEL.netlinkType())
                .put(payload.toArray())
                .array();
        try {
            return "tunnel " + MatchDecoder.partialKey(attribute);
        } catch (NetlinkDecodeException e) {
            throw new AssertionError(payload.toString(), e);
        }
    }

    private static FlowMask whole(KeyAttribute attribute) {
        FlowMask.Builder builder = FlowMask.builder();
        for (FlowField field : attribute.fields()) {
            switch (field) {
                case IPV4_PROTO, IPV4_FRAG, IPV6_PROTO, IPV6_FRAG, VLAN_TPID -> {}
                default -> builder.exact(field);
            }
        }
        return builder.build();
    }

    private void set(KeyAttribute attribute, FlowKey written, FlowMask bits) {
        if (attribute != open) {
            close();
            open = attribute;
        }
        long[] words = value.toWords();
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i] & ~bits.word(i) | written.word(i) & bits.word(i);
        }
        value = FlowKey.ofWords(words);
        mask = mask.toBuilder().add(bits).build();
    }

    private void line(String text) {
        close();
        lines.add(text);
    }

    private void close() {
        if (mask.map() != 0) {
            lines.add("set " + open + " " + value + "/" + mask);
        }
        value = FlowKey.EMPTY;
        mask = FlowMask.EMPTY;
    }
}
