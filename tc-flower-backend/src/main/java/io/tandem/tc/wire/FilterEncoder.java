package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Writes what follows struct nlmsghdr in requests about filters and chains: struct tcmsg and attributes.
 *
 * <p>Every method answers the encoder's own writer, which holds the bytes until the next call; nothing else is allocated.
 * Used by one thread. The values are those that iproute2 sends for the same filter. Source: linux/rtnetlink.h;
 * net/sched/cls_api.c; iproute2, tc/tc_filter.c and tc/f_flower.c.
 */
public final class FilterEncoder {
    /** Bytes of struct tcmsg. */
    public static final int HEADER = 20;

    private static final byte[] FLOWER = "flower\0".getBytes(StandardCharsets.US_ASCII);
    private static final int USER_FLAGS =
            FilterFlag.SKIP_HW.bit() | FilterFlag.SKIP_SW.bit() | FilterFlag.VERBOSE.bit();
    private final AttributeWriter out = new AttributeWriter();
    private final ActionListFormat actions = new ActionListFormat(PacketClock.KERNEL);

    /**
     * The body of RTM_NEWTFILTER.
     *
     * @throws IllegalArgumentException where the filter cannot be said in attributes: more than 32 actions, a cookie of
     *     more than 16 bytes, a mask on a field that takes none
     */
    public AttributeWriter filter(TcFilter filter) {
        header(filter.id());
        chain(filter.id().chain());
        out.put(TcNumbers.TCA_KIND, FLOWER);
        int options = out.start(TcNumbers.TCA_OPTIONS);
        if (filter.classId() != 0) {
            out.putU32(TcNumbers.TCA_FLOWER_CLASSID, filter.classId());
        }
        MatchFormat.write(filter.match(), out);
        if (!filter.actions().isEmpty()) {
            actions.write(TcNumbers.TCA_FLOWER_ACT, filter.actions(), out);
        }
        int flags = 0;
        for (FilterFlag flag : filter.flags()) {
            flags |= flag.bit();
        }
        out.putU32(TcNumbers.TCA_FLOWER_FLAGS, flags & USER_FLAGS);
        return out.end(options);
    }

    /** The body of RTM_DELTFILTER or RTM_GETTFILTER for one filter. */
    public AttributeWriter filter(FilterId id) {
        header(id);
        chain(id.chain());
        return out.put(TcNumbers.TCA_KIND, FLOWER);
    }

    /** The body of RTM_DELTFILTER for all filters of one priority of a chain. */
    public AttributeWriter priority(AttachPoint attach, int chain, int priority) {
        header(attach, 0, priority, 0);
        chain(chain);
        return out;
    }

    /** The body of RTM_DELTFILTER for all filters of a chain. */
    public AttributeWriter filtersOfChain(AttachPoint attach, int chain) {
        header(attach, 0, 0, 0);
        chain(chain);
        return out;
    }

    /**
     * The body of a dump by RTM_GETTFILTER.
     *
     * @param chain only filters of this chain
     * @param terse only what {@link CounterReader} reads but times: handles, flags, cookies and counters
     */
    public AttributeWriter dump(AttachPoint attach, OptionalInt chain, boolean terse) {
        header(attach, 0, 0, 0);
        if (chain.isPresent()) {
            out.putU32(TcNumbers.TCA_CHAIN, chain.getAsInt());
        }
        if (terse) {
            ActionListFormat.bitField(TcNumbers.TCA_DUMP_FLAGS, TcNumbers.TCA_DUMP_FLAGS_TERSE, out);
        }
        return out;
    }

    /** The body of RTM_NEWCHAIN, RTM_DELCHAIN or RTM_GETCHAIN for one chain without a template. */
    public AttributeWriter chain(AttachPoint attach, int chain) {
        header(attach, 0, 0, 0);
        return out.putU32(TcNumbers.TCA_CHAIN, chain);
    }

    /** The body of a dump by RTM_GETCHAIN. */
    public AttributeWriter chains(AttachPoint attach) {
        header(attach, 0, 0, 0);
        return out;
    }

    private void header(FilterId id) {
        header(id.attach(), id.handle(), id.priority(), id.protocol());
    }

    private void header(AttachPoint attach, int handle, int priority, int protocol) {
        out.truncate(0);
        out.appendU32(0)
                .appendU32(attach.ifindex())
                .appendU32(handle)
                .appendU32(attach.parent())
                .appendU32(priority << Short.SIZE | Short.toUnsignedInt(Short.reverseBytes((short) protocol)));
    }

    private void chain(int chain) {
        if (chain != 0) {
            out.putU32(TcNumbers.TCA_CHAIN, chain);
        }
    }
}
