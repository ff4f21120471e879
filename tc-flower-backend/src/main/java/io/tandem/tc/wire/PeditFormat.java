package io.tandem.tc.wire;

import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.PeditKey;
import io.tandem.tc.filter.TcAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The attributes of pedit. Source: linux/tc_act/tc_pedit.h. */
final class PeditFormat extends ActionFormat {
    /** Bytes of struct tc_pedit_sel without keys. */
    static final int SELECTOR = 24;

    /** Bytes of struct tc_pedit_key. */
    static final int KEY = 24;

    private static final int COUNT = GENERIC;
    private static final int FLAGS = GENERIC + 1;
    private static final int MOST_KEYS = 255;
    private static final List<PeditKey.Header> HEADERS = List.of(PeditKey.Header.values());
    private final Level extension = new Level();

    PeditFormat() {
        super("pedit", TcNumbers.TCA_PEDIT_PARMS, TcNumbers.TCA_PEDIT_TM, TcNumbers.TCA_PEDIT_PAD);
    }

    @Override
    int parameters(Level options) {
        return options.has(TcNumbers.TCA_PEDIT_PARMS_EX) ? TcNumbers.TCA_PEDIT_PARMS_EX : TcNumbers.TCA_PEDIT_PARMS;
    }

    @Override
    boolean isParameters(int type) {
        return type == TcNumbers.TCA_PEDIT_PARMS_EX || type == TcNumbers.TCA_PEDIT_PARMS;
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        ActionBody.Pedit body = (ActionBody.Pedit) action.body();
        List<PeditKey> keys = body.keys();
        if (keys.size() > MOST_KEYS) {
            throw new IllegalArgumentException("pedit with " + keys.size() + " words; it can have " + MOST_KEYS);
        }
        int start = startParameters(
                body.extended() ? TcNumbers.TCA_PEDIT_PARMS_EX : TcNumbers.TCA_PEDIT_PARMS, action, out);
        out.appendU32(keys.size());
        for (PeditKey key : keys) {
            out.appendU32(Integer.reverseBytes(key.keep()))
                    .appendU32(Integer.reverseBytes(key.value()))
                    .appendU32(key.offset())
                    .appendU32(0)
                    .appendU32(0)
                    .appendU32(0);
        }
        out.end(start);
        if (body.extended()) {
            int list = out.start(TcNumbers.TCA_PEDIT_KEYS_EX | TcNumbers.NLA_F_NESTED);
            for (PeditKey key : keys) {
                int one = out.start(TcNumbers.TCA_PEDIT_KEY_EX | TcNumbers.NLA_F_NESTED);
                out.putU16(TcNumbers.TCA_PEDIT_KEY_EX_HTYPE, HEADERS.indexOf(key.header()))
                        .putU16(TcNumbers.TCA_PEDIT_KEY_EX_CMD, key.add() ? 1 : 0)
                        .end(one);
            }
            out.end(list);
        }
    }

    @Override
    Optional<ActionBody> read(Level options) throws TcDecodeException {
        int parameters = parameters(options);
        int at = options.need(parameters, SELECTOR);
        byte[] bytes = options.array();
        int count = bytes[at + COUNT] & 0xff;
        options.exactly(parameters, SELECTOR + count * KEY);
        boolean extended = options.has(TcNumbers.TCA_PEDIT_KEYS_EX);
        if (bytes[at + FLAGS] != 0 || extended != (parameters == TcNumbers.TCA_PEDIT_PARMS_EX)) {
            return Optional.empty();
        }
        AttributeCursor extensions = new AttributeCursor(bytes, at, at);
        if (extended) {
            int type = TcNumbers.TCA_PEDIT_KEYS_EX;
            extensions.over(bytes, options.need(type, 0), options.end(type));
        }
        List<PeditKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int key = SELECTOR + i * KEY;
            PeditKey.Header header = PeditKey.Header.NETWORK;
            boolean add = false;
            if (extended) {
                if (!extensions.next() || extensions.type() != TcNumbers.TCA_PEDIT_KEY_EX) {
                    throw options.wrong(TcNumbers.TCA_PEDIT_KEYS_EX, i + " headers", count + " headers");
                }
                extension.over(
                        "pedit key " + (i + 1),
                        bytes,
                        extensions.payload(),
                        extensions.payload() + extensions.length(),
                        new ArrayList<>());
                int number = extension.u16(TcNumbers.TCA_PEDIT_KEY_EX_HTYPE);
                int command = extension.u16(TcNumbers.TCA_PEDIT_KEY_EX_CMD);
                if (number >= HEADERS.size() || command > 1) {
                    return Optional.empty();
                }
                header = HEADERS.get(number);
                add = command == 1;
            }
            if ((options.word(parameters, key + 12)
                            | options.word(parameters, key + 16)
                            | options.word(parameters, key + 20))
                    != 0) {
                return Optional.empty();
            }
            keys.add(new PeditKey(
                    header,
                    add,
                    options.word(parameters, key + 8),
                    Integer.reverseBytes(options.word(parameters, key)),
                    Integer.reverseBytes(options.word(parameters, key + 4))));
        }
        if (extended && extensions.next()) {
            throw options.wrong(TcNumbers.TCA_PEDIT_KEYS_EX, "more headers than words", count + " headers");
        }
        return Optional.of(new ActionBody.Pedit(extended, keys));
    }
}
