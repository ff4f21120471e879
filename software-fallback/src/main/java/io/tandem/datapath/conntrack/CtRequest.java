package io.tandem.datapath.conntrack;

import io.tandem.action.CtCommit;
import io.tandem.action.CtLabel;
import io.tandem.action.CtMark;
import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import java.util.Optional;

/**
 * A ct action, prepared for packets. Immutable; shared by all packet threads.
 *
 * <p>Events are not reported, so that the event mask means nothing, and "hash" says nothing that is not so anyway; both
 * as in Open vSwitch's userspace. A translation without commit is applied to connections that have one.
 */
public final class CtRequest {
    final int zone;
    final boolean commit;
    final boolean force;
    final int mark;
    final int markMask;
    final boolean setsMark;
    final long labelHigh;
    final long labelLow;
    final long labelMaskHigh;
    final long labelMaskLow;
    final boolean setsLabel;
    final String policy;

    /** True where packets of translated connections are translated. */
    final boolean nat;

    /** Bits of {@link Translation} for a connection that the action makes. */
    final int translation;

    /** Bytes of the range's addresses: 0, 4 or 16. */
    final int addressBytes;

    final long firstHigh;
    final long firstLow;
    final long lastHigh;
    final long lastLow;
    final int firstPort;
    final int lastPort;
    final boolean random;
    final boolean persistent;
    private final String helper;

    private CtRequest(OdpAction.Ct ct) {
        zone = ct.zone();
        commit = ct.commit() != CtCommit.NONE;
        force = ct.commit() == CtCommit.FORCE;
        CtMark asked = ct.mark().orElse(new CtMark(0, 0));
        mark = asked.value();
        markMask = asked.mask();
        setsMark = ct.mark().isPresent();
        CtLabel label = ct.label().orElse(new CtLabel(0, 0, 0, 0));
        labelHigh = label.high();
        labelLow = label.low();
        labelMaskHigh = label.maskHigh();
        labelMaskLow = label.maskLow();
        setsLabel = ct.label().isPresent();
        policy = ct.timeout();
        helper = ct.helper();
        Nat range = ct.nat().orElse(Nat.EXISTING);
        Bytes last = range.last().isEmpty() ? range.first() : range.last();
        nat = ct.nat().isPresent();
        addressBytes = range.first().size();
        firstHigh = high(range.first());
        firstLow = low(range.first());
        lastHigh = high(last);
        lastLow = low(last);
        boolean ports = range.firstPort() != 0;
        firstPort = range.firstPort();
        lastPort = Math.max(range.firstPort(), range.lastPort());
        translation = switch (range.direction()) {
            case EXISTING -> Translation.NONE;
            case SOURCE -> Translation.SOURCE | (ports ? Translation.SOURCE_PORT : 0);
            case DESTINATION -> Translation.DESTINATION | (ports ? Translation.DESTINATION_PORT : 0);
        };
        random = range.options().contains(Nat.Option.RANDOM);
        persistent = range.options().contains(Nat.Option.PERSISTENT);
    }

    /** Prepares an action. */
    public static CtRequest of(OdpAction.Ct action) {
        return new CtRequest(action);
    }

    /** Why a flow with the action is to be refused, where it is: what it asks for and connection tracking has not. */
    public Optional<String> unsupported() {
        return helper.isEmpty()
                ? Optional.empty()
                : Optional.of("ct(helper=" + helper + "): connection tracking has no helpers; leave it out");
    }

    private static long high(Bytes address) {
        return address.size() == 16 ? number(address, 0, 8) : 0;
    }

    private static long low(Bytes address) {
        return address.size() == 16 ? number(address, 8, 8) : number(address, 0, address.size());
    }

    private static long number(Bytes address, int from, int size) {
        long number = 0;
        for (int i = from; i < from + size; i++) {
            number = number << 8 | address.at(i) & 0xff;
        }
        return number;
    }
}
