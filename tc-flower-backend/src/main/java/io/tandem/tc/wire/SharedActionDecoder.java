package io.tandem.tc.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads messages about shared actions: RTM_NEWACTION, RTM_GETACTION and RTM_DELACTION. Used by one thread. Source:
 * net/sched/act_api.c, tca_get_fill and tc_dump_action.
 */
public final class SharedActionDecoder {
    private final Level top = new Level();
    private final ActionListFormat actions = new ActionListFormat(PacketClock.KERNEL);

    /**
     * What a message says.
     *
     * @param actions the actions
     * @param unread what the model has no place for
     */
    public record ReadActions(List<ReadAction> actions, List<UnreadAttribute> unread) {
        public ReadActions {
            actions = List.copyOf(actions);
            unread = List.copyOf(unread);
        }
    }

    /**
     * Reads the message whose struct tcamsg is at {@code bytes[from]} and that ends before {@code bytes[to]}.
     *
     * @throws TcDecodeException where the message is malformed
     */
    public ReadActions read(byte[] bytes, int from, int to) throws TcDecodeException {
        if (to - from < SharedActionEncoder.HEADER) {
            throw new TcDecodeException(
                    from, "struct tcamsg", (to - from) + " bytes", SharedActionEncoder.HEADER + " bytes");
        }
        List<UnreadAttribute> unread = new ArrayList<>();
        top.over("message", bytes, from + SharedActionEncoder.HEADER, to, unread);
        List<ReadAction> read = List.of();
        if (top.has(TcNumbers.TCA_ACT_TAB)) {
            int at = top.need(TcNumbers.TCA_ACT_TAB, 0);
            read = actions.read(bytes, at, top.end(TcNumbers.TCA_ACT_TAB), unread);
        }
        top.ignore(TcNumbers.TCA_ROOT_COUNT);
        top.ignore(TcNumbers.TCA_ROOT_FLAGS);
        top.addUnread(unread);
        return new ReadActions(read, unread);
    }
}
