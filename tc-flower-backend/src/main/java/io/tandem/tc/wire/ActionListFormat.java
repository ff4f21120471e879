package io.tandem.tc.wire;

import io.tandem.flow.Bytes;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcAction.StatisticsForm;
import io.tandem.tc.filter.TcControl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of actions, both ways: a filter's, or of shared ones. Used by one thread. Source: linux/pkt_cls.h, TCA_ACT_*;
 * net/sched/act_api.c.
 */
final class ActionListFormat {
    private static final int BIT_FIELD = 8;
    private static final int TIMES = 32;
    private final Map<String, ActionFormat> formats = new HashMap<>();
    private final Level outer = new Level();
    private final Level options = new Level();
    private final StatisticsReader statistics = new StatisticsReader();

    ActionListFormat(PacketClock clock) {
        for (ActionFormat format : ActionFormat.all(clock)) {
            formats.put(format.kind(), format);
        }
    }

    /** Writes a list as that attribute. */
    void write(int type, List<TcAction> actions, AttributeWriter out) {
        if (actions.size() > TcNumbers.TCA_ACT_MAX_PRIO) {
            throw new IllegalArgumentException(
                    actions.size() + " actions; a list can have " + TcNumbers.TCA_ACT_MAX_PRIO);
        }
        int list = out.start(type);
        for (int i = 0; i < actions.size(); i++) {
            int one = out.start(i + 1);
            write(actions.get(i), out);
            out.end(one);
        }
        out.end(list);
    }

    private void write(TcAction action, AttributeWriter out) {
        ActionBody body = action.body();
        int optionType = TcNumbers.TCA_ACT_OPTIONS | TcNumbers.NLA_F_NESTED;
        if (body instanceof ActionBody.Opaque opaque) {
            out.put(TcNumbers.TCA_ACT_KIND, (opaque.name() + '\0').getBytes(StandardCharsets.UTF_8))
                    .put(optionType, opaque.options());
        } else {
            ActionFormat format = Optional.ofNullable(formats.get(body.kind())).orElseThrow();
            out.put(TcNumbers.TCA_ACT_KIND, format.kindBytes());
            int start = out.start(optionType);
            format.write(action, out);
            out.end(start);
        }
        if (!action.cookie().isEmpty()) {
            if (action.cookie().size() > TcAction.COOKIE_SIZE) {
                throw new IllegalArgumentException(
                        "a cookie of " + action.cookie().size() + " bytes; it can have " + TcAction.COOKIE_SIZE);
            }
            out.put(TcNumbers.TCA_ACT_COOKIE, action.cookie());
        }
        StatisticsForm form = action.statistics();
        if (form.hardware() != StatisticsForm.ANY) {
            bitField(TcNumbers.TCA_ACT_HW_STATS, form.hardware(), out);
        }
        if (!form.perCpu()) {
            bitField(TcNumbers.TCA_ACT_FLAGS, TcNumbers.TCA_ACT_FLAGS_NO_PERCPU_STATS, out);
        }
    }

    /** Reads the list in {@code bytes[from]} to {@code bytes[to - 1]}. */
    List<ReadAction> read(byte[] bytes, int from, int to, List<UnreadAttribute> unread) throws TcDecodeException {
        AttributeCursor cursor = new AttributeCursor(bytes, from, to);
        List<ReadAction> actions = new ArrayList<>();
        while (cursor.next()) {
            String name = "action " + (actions.size() + 1);
            outer.over(name, bytes, cursor.payload(), cursor.payload() + cursor.length(), unread);
            actions.add(one(unread));
            outer.addUnread(unread);
        }
        if (cursor.leftover() > 0) {
            throw new TcDecodeException(
                    cursor.following(), "actions", cursor.leftover() + " bytes that are no attribute", "the end");
        }
        return actions;
    }

    private ReadAction one(List<UnreadAttribute> unread) throws TcDecodeException {
        String kind = text(outer, TcNumbers.TCA_ACT_KIND);
        outer.need(TcNumbers.TCA_ACT_OPTIONS, 0);
        ActionStatistics counted = ActionStatistics.NONE;
        if (outer.has(TcNumbers.TCA_ACT_STATS)) {
            statistics.read(outer.array(), outer.need(TcNumbers.TCA_ACT_STATS, 0), outer.end(TcNumbers.TCA_ACT_STATS));
            counted = statistics.statistics();
        }
        Bytes cookie = outer.has(TcNumbers.TCA_ACT_COOKIE) ? outer.bytes(TcNumbers.TCA_ACT_COOKIE) : Bytes.NONE;
        if (cookie.size() > TcAction.COOKIE_SIZE) {
            throw outer.wrong(
                    TcNumbers.TCA_ACT_COOKIE, cookie.size() + " bytes", TcAction.COOKIE_SIZE + " bytes or fewer");
        }
        StatisticsForm form = form();
        int inHwCount = outer.has(TcNumbers.TCA_ACT_IN_HW_COUNT) ? outer.u32(TcNumbers.TCA_ACT_IN_HW_COUNT) : 0;
        outer.ignore(TcNumbers.TCA_ACT_INDEX);
        outer.ignore(TcNumbers.TCA_ACT_PAD);
        outer.ignore(TcNumbers.TCA_ACT_USED_HW_STATS);
        ActionFormat format = formats.get(kind);
        if (format == null) {
            ActionBody body = new ActionBody.Opaque(kind, outer.bytes(TcNumbers.TCA_ACT_OPTIONS));
            return new ReadAction(
                    new TcAction(body, TcControl.PIPE, 0, cookie, form), counted, Optional.empty(), 0, 0, inHwCount);
        }
        List<UnreadAttribute> strange = new ArrayList<>();
        options.inside(kind, outer, TcNumbers.TCA_ACT_OPTIONS, strange);
        int parameters = format.parameters(options);
        options.need(parameters, ActionFormat.GENERIC);
        options.need(parameters, Math.max(format.bindingsAt(), format.referencesAt()) + Integer.BYTES);
        Optional<ActionTimes> times = times(format);
        options.ignore(format.padding());
        Optional<ActionBody> body = format.read(options);
        if (body.isEmpty() || !strange.isEmpty() || !options.isRead()) {
            body = Optional.of(new ActionBody.Opaque(kind, options.all()));
        }
        TcAction action = new TcAction(
                body.get(), format.control(options), options.word(parameters, format.indexAt()), cookie, form);
        return new ReadAction(
                action,
                counted,
                times,
                options.word(parameters, format.referencesAt()),
                options.word(parameters, format.bindingsAt()),
                inHwCount);
    }

    private StatisticsForm form() throws TcDecodeException {
        int hardware = StatisticsForm.ANY;
        if (outer.has(TcNumbers.TCA_ACT_HW_STATS)) {
            outer.exactly(TcNumbers.TCA_ACT_HW_STATS, BIT_FIELD);
            hardware = outer.word(TcNumbers.TCA_ACT_HW_STATS, 0);
        }
        boolean perCpu = true;
        if (outer.has(TcNumbers.TCA_ACT_FLAGS)
                && outer.length(TcNumbers.TCA_ACT_FLAGS) == BIT_FIELD
                && (outer.word(TcNumbers.TCA_ACT_FLAGS, 0) & ~TcNumbers.TCA_ACT_FLAGS_NO_PERCPU_STATS) == 0) {
            outer.ignore(TcNumbers.TCA_ACT_FLAGS);
            perCpu = outer.word(TcNumbers.TCA_ACT_FLAGS, 0) == 0;
        }
        return new StatisticsForm(hardware, perCpu);
    }

    private Optional<ActionTimes> times(ActionFormat format) throws TcDecodeException {
        int type = format.times();
        if (!options.has(type)) {
            return Optional.empty();
        }
        int at = options.need(type, TIMES);
        byte[] bytes = options.array();
        return Optional.of(
                new ActionTimes(ticks(bytes, at), ticks(bytes, at + Long.BYTES), ticks(bytes, at + 3 * Long.BYTES)));
    }

    /** Nanoseconds of a time of struct tcf_t. */
    static long ticks(byte[] bytes, int at) {
        return Level.u64(bytes, at) * PacketClock.NANOS_PER_USER_TICK;
    }

    /** The text in an attribute, up to its final zero. */
    static String text(Level level, int type) throws TcDecodeException {
        int from = level.need(type, 1);
        int to = level.end(type);
        int end = from;
        while (end < to && level.array()[end] != 0) {
            end++;
        }
        return new String(level.array(), from, end - from, StandardCharsets.UTF_8);
    }

    /** Writes struct nla_bitfield32 with these bits and no other chosen. */
    static void bitField(int type, int bits, AttributeWriter out) {
        int start = out.start(type);
        out.appendU32(bits).appendU32(bits).end(start);
    }
}
