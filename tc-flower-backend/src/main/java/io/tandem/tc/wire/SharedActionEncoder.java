package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes what follows struct nlmsghdr in requests about actions that filters share by number, such as meters: struct
 * tcamsg and attributes.
 *
 * <p>Every method answers the encoder's own writer, which holds the bytes until the next call. Used by one thread. Source:
 * linux/rtnetlink.h; net/sched/act_api.c; iproute2, tc/m_action.c.
 */
public final class SharedActionEncoder {
    /** Bytes of struct tcamsg. */
    public static final int HEADER = 4;

    private final AttributeWriter out = new AttributeWriter();
    private final ActionListFormat actions = new ActionListFormat(PacketClock.KERNEL);

    /** The body of RTM_NEWACTION for up to 32 actions; with NLM_F_REPLACE they take the place of those with their numbers. */
    public AttributeWriter add(List<TcAction> shared) {
        header();
        actions.write(TcNumbers.TCA_ACT_TAB, shared, out);
        return out;
    }

    /** The body of RTM_NEWACTION for a meter with that number. */
    public AttributeWriter meter(int index, ActionBody.Police police, TcControl exceed) {
        return add(List.of(TcAction.of(police, exceed).withIndex(index)));
    }

    /** The body of RTM_GETACTION or RTM_DELACTION for one action. */
    public AttributeWriter one(String kind, int index) {
        header();
        int list = out.start(TcNumbers.TCA_ACT_TAB);
        int one = out.start(1);
        kind(kind);
        return out.putU32(TcNumbers.TCA_ACT_INDEX, index).end(one).end(list);
    }

    /** The body of a dump by RTM_GETACTION of all actions of a kind, with more than 32 in a message where there are. */
    public AttributeWriter dump(String kind) {
        header();
        int list = out.start(TcNumbers.TCA_ACT_TAB);
        int one = out.start(1);
        kind(kind);
        out.end(one).end(list);
        ActionListFormat.bitField(TcNumbers.TCA_ROOT_FLAGS, TcNumbers.TCA_ACT_FLAG_LARGE_DUMP_ON, out);
        return out;
    }

    private void header() {
        out.truncate(0);
        out.appendU32(0);
    }

    private void kind(String kind) {
        out.put(TcNumbers.TCA_ACT_KIND, (kind + '\0').getBytes(StandardCharsets.UTF_8));
    }
}
