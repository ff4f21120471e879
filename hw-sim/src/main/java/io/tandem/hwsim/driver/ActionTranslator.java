package io.tandem.hwsim.driver;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpActionText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns the actions of one megaflow into an action of the NIC. Each output becomes a copy of its own, made of the frame as
 * it came in, so the order of actions is kept whatever it is. For one use.
 */
final class ActionTranslator {
    /** The probability of a sample action that takes every packet. */
    static final int ALWAYS = -1;

    private static final int LABEL = 4;

    private final Megaflow flow;
    private final int ports;
    private final NicMeters meters;
    private final HeaderSets sets;
    private final List<Copy> copies = new ArrayList<>();
    private final int provenTags;
    private int needTags;
    private int needBytes;
    private boolean needNear;
    private boolean decTtl;
    private boolean needHash;
    private int meter;
    private int probability = ALWAYS;
    private int sampled;

    private record Copy(int port, NicEntry edit, NicEntry header) {}

    /** For a NIC with ports 1 to {@code ports} and these meters. */
    ActionTranslator(Megaflow flow, int ports, NicMeters meters) {
        this.meters = meters;
        this.flow = flow;
        this.ports = ports;
        this.sets = new HeaderSets(flow);
        this.provenTags = !proves(FlowField.VLAN_CFI) ? 0 : proves(FlowField.CVLAN_CFI) ? 2 : 1;
    }

    private boolean proves(FlowField present) {
        return flow.mask().isExact(present) && !flow.key().isZero(present);
    }

    /** Reads all actions; the reason where the NIC cannot do one of them. */
    Optional<Refusal> read() {
        boolean typed = flow.mask().isExact(FlowField.ETH_TYPE);
        FrameEdit frame = new FrameEdit(typed ? (int) flow.key().get(FlowField.ETH_TYPE) : -1);
        if (flow.actions().isEmpty() || !(flow.actions().getFirst() instanceof OdpAction.Meter first)) {
            return list(flow.actions(), frame);
        }
        OptionalInt entry = meters.entry(first.id());
        if (entry.isEmpty()) {
            return no(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    first,
                    "the NIC has no meter " + Integer.toUnsignedString(first.id())
                            + "; its setting meters gives it some");
        }
        meter = entry.getAsInt();
        return list(flow.actions().subList(1, flow.actions().size()), frame);
    }

    /** The action word; entries of the edit table are still to be put in. */
    long[] word() {
        long[] word = new long[ActionBits.WORDS];
        set(word, ActionBits.VERDICT, (copies.isEmpty() ? Verdict.DROP : Verdict.FORWARD).code());
        set(word, ActionBits.COPIES, copies.size());
        set(word, ActionBits.DEC_TTL, decTtl ? 1 : 0);
        set(word, ActionBits.NEED_TAGS, needTags);
        set(word, ActionBits.NEED_BYTES, Math.max(needBytes, sets.needBytes()));
        set(word, ActionBits.NEED_SOUND, sets.needSound() ? 1 : 0);
        set(word, ActionBits.NEED_NEAR, needNear || sets.needNear() ? 1 : 0);
        set(word, ActionBits.NEED_HASH, needHash ? 1 : 0);
        set(word, ActionBits.METER, meter);
        set(word, ActionBits.SAMPLED, sampled);
        set(word, ActionBits.PROBABILITY, sampled == 0 ? 0 : Integer.toUnsignedLong(probability));
        for (int i = 0; i < copies.size(); i++) {
            NicRule.put(
                    word,
                    ActionBits.PORT0.lsb(i),
                    ActionBits.PORT0.width(),
                    copies.get(i).port());
        }
        return word;
    }

    /** What makes each copy, in the order of the outputs. */
    List<NicEntry> edits() {
        return copies.stream().map(Copy::edit).toList();
    }

    /** The tunnel headers in front of the copies, likewise. */
    List<NicEntry> headers() {
        return copies.stream().map(Copy::header).toList();
    }

    private static void set(long[] word, ActionBits bits, long value) {
        NicRule.put(word, bits.lsb(), bits.width(), value);
    }

    private Optional<Refusal> list(List<OdpAction> list, FrameEdit frame) {
        for (OdpAction step : list) {
            if (step instanceof OdpAction.Drop) {
                return Optional.empty();
            }
            Optional<Refusal> refusal = one(step, frame);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> one(OdpAction step, FrameEdit frame) {
        return switch (step) {
            case OdpAction.Output output -> output(output, frame);
            case OdpAction.Clone(List<OdpAction> nested) -> list(nested, frame.copy());
            case OdpAction.Sample(int probability, List<OdpAction> nested)
            when probability == ALWAYS -> list(nested, frame.copy());
            case OdpAction.Sample sample -> sample(sample, frame);
            default -> frame.encapsulated() ? behindHeader(step) : change(step, frame);
        };
    }

    /** The copies of a sample action's list are marked; a packet is chosen once. */
    private Optional<Refusal> sample(OdpAction.Sample sample, FrameEdit frame) {
        if (probability != ALWAYS) {
            return no(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    sample,
                    "the NIC chooses among a rule's packets once, and the flow has another sample before or around");
        }
        probability = sample.probability();
        int first = copies.size();
        Optional<Refusal> refusal = list(sample.actions(), frame.copy());
        sampled = (1 << copies.size()) - (1 << first);
        return refusal;
    }

    private static Optional<Refusal> behindHeader(OdpAction step) {
        return no(
                Refusal.Code.ACTION_ORDER,
                step,
                "the NIC changes nothing once a tunnel's header stands in front; put what it needs into the header");
    }

    private Optional<Refusal> change(OdpAction step, FrameEdit frame) {
        return switch (step) {
            case OdpAction.Set set -> sets.set(set, frame);
            case OdpAction.SetMasked set -> sets.set(set, frame);
            case OdpAction.PopVlan pop -> popTag(frame);
            case OdpAction.PushVlan push -> pushTag(push, frame);
            case OdpAction.PopMpls pop -> popLabel(pop, frame);
            case OdpAction.PushMpls(int entry, int type) -> pushLabel(step, entry, type, frame);
            case OdpAction.DecTtl dec -> lowerTtl(dec, frame);
            case OdpAction.TnlPush push -> encapsulate(push, frame);
            case OdpAction.Meter behind ->
                no(
                        Refusal.Code.ACTION_ORDER,
                        behind,
                        "the NIC passes a packet by one meter, before all else is done with it");
            default ->
                no(
                        Refusal.Code.UNSUPPORTED_ACTION,
                        step,
                        "the NIC can meter, drop, output, clone, rewrite headers, lower the time to live, push and pop VLAN tags and"
                                + " MPLS labels, and encapsulate in VXLAN, Geneve and GRE");
        };
    }

    private Optional<Refusal> output(OdpAction.Output output, FrameEdit frame) {
        if (output.port() < 1 || output.port() > ports) {
            return no(
                    Refusal.Code.PORT_NOT_OFFLOADABLE,
                    output,
                    "port " + Integer.toUnsignedLong(output.port()) + " is not one of the NIC's ports 1 to " + ports);
        }
        if (copies.size() == ActionBits.MOST_COPIES) {
            return no(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    output,
                    "the NIC sends " + ActionBits.MOST_COPIES + " copies of a packet at most");
        }
        copies.add(new Copy(output.port(), frame.toEdit(), frame.header()));
        return Optional.empty();
    }

    private Optional<Refusal> popTag(FrameEdit frame) {
        if (frame.pushedTags() == 0 && frame.poppedTags() == provenTags) {
            return Optional.of(Refusal.translate(
                    Refusal.Code.PREREQUISITE, "pop_vlan", "the flow must match a VLAN tag to pop one"));
        }
        frame.popTag();
        needTags = Math.max(needTags, frame.poppedTags());
        return Optional.empty();
    }

    private static Optional<Refusal> pushTag(OdpAction.PushVlan push, FrameEdit frame) {
        if (frame.pushedTags() == FrameEdit.MOST_TAGS) {
            return no(
                    Refusal.Code.ACTION_ORDER,
                    push,
                    "the NIC puts " + FrameEdit.MOST_TAGS + " tags at most in front of those that came in");
        }
        frame.pushTag(push.tpid(), push.tci() & ~OdpAction.VLAN_PRESENT);
        return Optional.empty();
    }

    private Optional<Refusal> popLabel(OdpAction.PopMpls pop, FrameEdit frame) {
        if (!EtherType.isMpls(frame.type())) {
            return no(Refusal.Code.PREREQUISITE, pop, "the flow must match an MPLS packet for its label to be popped");
        }
        if (frame.pushedLabels() == 0 && frame.poppedLabels() == FrameEdit.MOST_LABELS) {
            return no(
                    Refusal.Code.ACTION_ORDER,
                    pop,
                    "the NIC takes " + FrameEdit.MOST_LABELS + " labels at most off a packet");
        }
        if (frame.pushedLabels() == 0 && frame.touched(FrameEdit.Header.NETWORK, 0, LABEL * FrameEdit.MOST_LABELS)) {
            return no(Refusal.Code.ACTION_ORDER, pop, "the NIC does not rewrite a label that it pops");
        }
        frame.popLabel(pop.etherType());
        needNear = true;
        needBytes = Math.max(needBytes, frame.poppedLabels() * LABEL);
        return Optional.empty();
    }

    private Optional<Refusal> pushLabel(OdpAction step, int entry, int type, FrameEdit frame) {
        if (!EtherType.isMpls(type)) {
            return no(Refusal.Code.UNSUPPORTED_ACTION, step, "a label makes a packet one of MPLS");
        }
        if (frame.pushedLabels() == FrameEdit.MOST_LABELS) {
            return no(
                    Refusal.Code.ACTION_ORDER,
                    step,
                    "the NIC puts " + FrameEdit.MOST_LABELS + " labels at most in front of a packet");
        }
        frame.pushLabel(entry, type);
        needNear = true;
        return Optional.empty();
    }

    private Optional<Refusal> lowerTtl(OdpAction.DecTtl step, FrameEdit frame) {
        if (frame.retyped()) {
            return no(
                    Refusal.Code.ACTION_ORDER,
                    step,
                    "the NIC lowers the time to live of the packet that came in; lower it before labels change");
        }
        if (frame.decTtl() || sets.touchesTtl(frame)) {
            return no(Refusal.Code.ACTION_ORDER, step, "the NIC changes the time to live once in a packet");
        }
        frame.lowerTtl();
        decTtl = true;
        needNear = true;
        return Optional.empty();
    }

    private Optional<Refusal> encapsulate(OdpAction.TnlPush push, FrameEdit frame) {
        if (frame.retyped() || frame.pushedTags() > 0) {
            return no(
                    Refusal.Code.ACTION_ORDER,
                    push,
                    "the NIC puts a tunnel's header in front of frames whose tags and labels came in with them");
        }
        return switch (TunnelHeader.of(push)) {
            case TunnelHeader.No(String why) -> no(Refusal.Code.UNSUPPORTED_ACTION, push, why);
            case TunnelHeader.Ready(NicEntry header) -> {
                frame.encapsulate(header);
                needHash = true;
                yield Optional.empty();
            }
        };
    }

    private static Optional<Refusal> no(Refusal.Code code, OdpAction step, String sentence) {
        return Optional.of(Refusal.translate(code, OdpActionText.print(step), sentence));
    }
}
