package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ChecksumLayer;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.host.DatapathNumbers;
import io.tandem.tc.host.NoMegaflow;
import io.tandem.tc.host.NoMegaflowException;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPort.Kind;
import io.tandem.translate.Fragments;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A list of tc actions while it is read: the other way round of {@link ActionList}. Not thread-safe. */
final class ReadActions {
    private static final int END = -1;
    private static final int QUEUED = 5;

    private final List<TcAction> actions;
    private final DatapathNumbers numbers;
    private PacketState state;
    /** Checksums that are wrong until a csum comes, bits of {@code ChecksumLayer}, and the pedit that made them so. */
    private int wrong;

    private ReadPoint wrongSince;

    ReadActions(List<TcAction> actions, DatapathNumbers numbers, PacketState state) {
        this.actions = actions;
        this.numbers = numbers;
        this.state = state;
        wrongSince = new ReadPoint(0, actions.getFirst());
    }

    /** Reads to where the packet's way ends. */
    List<OdpAction> read() throws NoMegaflowException {
        List<OdpAction> out = new ArrayList<>();
        read(0, actions.size(), false, out);
        return out;
    }

    /**
     * Reads a part of the list.
     *
     * @param open true where it may end with the packet going on at {@code to}
     * @return true where the packet's way ends in it
     */
    private boolean read(int from, int to, boolean open, List<OdpAction> out) throws NoMegaflowException {
        int at = from;
        while (at != END && at < to) {
            TcAction action = actions.get(at);
            ReadPoint point = new ReadPoint(at, action);
            if (action.body() instanceof ActionBody.Police police && isLengthCheck(action, police)) {
                at = lengthCheck(point, police, to, out);
            } else {
                body(point, out);
                at = next(point, to, open, out);
            }
        }
        if (at == END) {
            return true;
        }
        if (!open) {
            throw NoMegaflowException.action(
                    to, actions.getLast(), "behind the list the packet goes on to the host, which no megaflow says");
        }
        mended();
        return false;
    }

    private int next(ReadPoint point, int to, boolean open, List<OdpAction> out) throws NoMegaflowException {
        TcControl control = point.action().control();
        if (point.action().body() instanceof ActionBody.PoliceShared
                || point.action().body() instanceof ActionBody.Police
                || control.equals(TcControl.PIPE)) {
            return point.index() + 1;
        }
        if (control.isGotoChain()) {
            mended();
            out.add(recirculation(point, control.argument()));
            return END;
        }
        if (control.equals(TcControl.DROP) || control.equals(TcControl.STOLEN) || control.code() == QUEUED) {
            wrong = 0;
            return END;
        }
        if (control.isJump() && open && point.index() == to - 1) {
            return to;
        }
        throw point.no(ending(control));
    }

    private static String ending(TcControl control) {
        if (control.isJump()) {
            return "a megaflow has no jump but that of check_pkt_len over a branch";
        }
        if (control.equals(TcControl.PASS)) {
            return "pass gives the packet to the host behind tc, which no megaflow says; an output to the host's port does";
        }
        if (control.equals(TcControl.TRAP)) {
            return "trap gives the packet to the host's stack, and no megaflow says so; an output to the host's port does";
        }
        if (control.equals(TcControl.CONTINUE) || control.equals(TcControl.RECLASSIFY)) {
            return "one megaflow decides about a packet, and other filters are not asked behind it";
        }
        return "a megaflow has no control " + control.code();
    }

    private OdpAction recirculation(ReadPoint point, int chain) throws NoMegaflowException {
        OptionalInt id = numbers.recirculationOf(chain);
        if (id.isEmpty()) {
            throw point.no("chain " + chain + " stands for no recirculation");
        }
        if (state.tunnelTouched && state.facts.port().kind().isTunnel()) {
            throw point.no("the tunnel header is released by then, and a megaflow behind a recirculation still has it");
        }
        return new OdpAction.Recirc(id.getAsInt());
    }

    private void body(ReadPoint point, List<OdpAction> out) throws NoMegaflowException {
        ActionBody body = point.action().body();
        if (!(body instanceof ActionBody.Pedit || body instanceof ActionBody.Csum || body instanceof ActionBody.Gact)) {
            mended();
        }
        switch (body) {
            case ActionBody.Gact gact -> {}
            case ActionBody.Mirred mirred -> out.add(output(point, mirred));
            case ActionBody.Pedit pedit -> {
                int touched = new PeditReader(out, state, point).read(pedit);
                if (touched != 0) {
                    wrong |= touched;
                    wrongSince = point;
                }
            }
            case ActionBody.Csum csum -> csum(point, csum);
            case ActionBody.Police police -> out.add(meter(point));
            case ActionBody.PoliceShared police -> out.add(meter(point));
            default -> ActionReading.read(point, state, out);
        }
    }

    /** Computed anew, a right checksum stays as it is, but that of a fragment's transport header. */
    private void csum(ReadPoint point, ActionBody.Csum csum) throws NoMegaflowException {
        boolean transport = (csum.layers() & ~ChecksumLayer.IPV4HDR.bit()) != 0;
        boolean whole = !state.isIp()
                || state.facts.fragments() == Fragments.NONE
                || state.facts.fragments() == Fragments.LATER;
        if (transport && !whole) {
            throw point.no("csum computes over a first fragment alone, where a megaflow leaves the whole packet's"
                    + " checksum right; match ip_flags nofrag");
        }
        wrong &= ~csum.layers();
    }

    /** A set of a megaflow leaves no wrong checksum. */
    private void mended() throws NoMegaflowException {
        if (wrong != 0) {
            throw wrongSince.no("a set of a megaflow mends checksums; a csum must follow, with layers 0x"
                    + Integer.toHexString(wrong));
        }
    }

    private OdpAction output(ReadPoint point, ActionBody.Mirred mirred) throws NoMegaflowException {
        TcPort port = numbers.portOf(mirred.ifindex())
                .orElseThrow(() -> point.no("device " + mirred.ifindex() + " is no port of the datapath"));
        boolean internal = port.kind() == Kind.INTERNAL;
        if (internal != mirred.ingress()) {
            throw point.no(
                    internal
                            ? "what " + port.name()
                                    + " sends comes in at its port; a megaflow gives the host packets to receive"
                            : "a megaflow sends packets out by " + port.name() + ", and receives none by it");
        }
        if (internal && !state.forHost) {
            throw point.no("the host takes no packet for another one; skbedit ptype host must come before");
        }
        return new OdpAction.Output(port.number());
    }

    private OdpAction meter(ReadPoint point) throws NoMegaflowException {
        OptionalInt meter = point.action().index() == 0
                ? OptionalInt.empty()
                : numbers.meterOf(point.action().index());
        if (meter.isEmpty()) {
            throw point.no("the police action stands for no meter of the datapath");
        }
        boolean conforming = !(point.action().body() instanceof ActionBody.Police police)
                || police.conform().filter(TcControl.PIPE::equals).isPresent();
        if (!conforming || !point.action().control().equals(TcControl.DROP)) {
            throw point.no("a meter drops what exceeds it and hands on what conforms");
        }
        return new OdpAction.Meter(meter.getAsInt());
    }

    private static boolean isLengthCheck(TcAction action, ActionBody.Police police) {
        return action.index() == 0
                && police.mtu() > 0
                && police.rate() == 0
                && police.peakRate() == 0
                && police.packetRate() == 0;
    }

    /** The other way round of {@link LengthCheck}. @return where the list goes on */
    private int lengthCheck(ReadPoint point, ActionBody.Police police, int to, List<OdpAction> out)
            throws NoMegaflowException {
        mended();
        if (state.resized || state.facts.recirculated() || state.tags < 0) {
            throw point.no("police knows the length that a packet came with, and a megaflow that with its VLAN tag: the"
                    + " filter must match tags or that there are none, and nothing may change the length before");
        }
        int length = police.mtu() + (state.tags == 0 ? 0 : LengthCheck.TAG);
        if (length > 0xffff) {
            throw point.no("a megaflow compares lengths of 16 bits");
        }
        int begin = point.index() + 1;
        TcControl exceed = point.action().control();
        TcControl conform = police.conform().orElse(TcControl.PASS);
        int middle = target(point, exceed, to);
        if (!conform.equals(TcControl.PIPE)) {
            return skipShorter(point, length, conform, middle, to, out);
        }
        PacketState before = state;
        List<OdpAction> shorter = new ArrayList<>();
        state = before.copy();
        boolean ends = middle > begin && read(begin, middle, true, shorter);
        PacketState afterShorter = state;
        List<OdpAction> greater = new ArrayList<>();
        state = before.copy();
        if (ends) {
            read(middle, to, false, greater);
            out.add(new OdpAction.CheckPktLen(length, greater, shorter));
            return END;
        }
        TcControl over = middle > begin ? actions.get(middle - 1).control() : TcControl.PIPE;
        int end = over.isJump() ? target(point, over, to) : middle;
        if (end > middle && read(middle, end, true, greater)) {
            throw point.no("one branch ends the packet's way and the other doesn't");
        }
        return join(point, length, before, afterShorter, greater, shorter, end, out);
    }

    private int skipShorter(ReadPoint point, int length, TcControl conform, int middle, int to, List<OdpAction> out)
            throws NoMegaflowException {
        int begin = point.index() + 1;
        int end = target(point, conform, to);
        PacketState before = state;
        List<OdpAction> greater = new ArrayList<>();
        state = before.copy();
        if (middle != begin || read(begin, end, true, greater)) {
            throw point.no("one branch ends the packet's way and the other doesn't");
        }
        return join(point, length, before, before, greater, List.of(), end, out);
    }

    private int join(
            ReadPoint point,
            int length,
            PacketState before,
            PacketState other,
            List<OdpAction> greater,
            List<OdpAction> shorter,
            int end,
            List<OdpAction> out)
            throws NoMegaflowException {
        if (!ActionList.onlyOutputs(greater) || !ActionList.onlyOutputs(shorter)) {
            throw point.no("what a branch changes stays changed in tc, and not in a megaflow");
        }
        PacketState joined = before.copy();
        joined.join(other, state);
        state = joined;
        out.add(new OdpAction.CheckPktLen(length, greater, shorter));
        return end;
    }

    /** Where the control goes on. */
    private int target(ReadPoint point, TcControl control, int to) throws NoMegaflowException {
        int target = control.equals(TcControl.PIPE) ? point.index() + 1 : control.isJump() ? control.argument() : END;
        if (target <= point.index() || target > to) {
            throw point.no("a megaflow goes on with one branch for shorter packets and one for longer ones; "
                    + ending(control));
        }
        return target;
    }

    /** Ends a reading of nothing. */
    static NoMegaflowException empty() {
        return new NoMegaflowException(
                new NoMegaflow.Empty("without an action the packet goes on to the host, which no megaflow says"));
    }
}
