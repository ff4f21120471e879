package io.tandem.tc.held;

import io.tandem.flow.Bytes;
import io.tandem.flow.Ufid;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A flow's identity in the cookie of its rule's first action, whose counters are the rule's. */
public final class Cookies {
    private Cookies() {}

    /** The ufid as 16 bytes, most significant first. */
    public static Bytes of(Ufid ufid) {
        return Bytes.of(ByteBuffer.allocate(TcAction.COOKIE_SIZE)
                .putLong(ufid.high())
                .putLong(ufid.low())
                .array());
    }

    /** The ufid that a cookie carries; empty where it carries something else. */
    public static Optional<Ufid> ufid(Bytes cookie) {
        if (cookie.size() != TcAction.COOKIE_SIZE) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(cookie.toArray());
        return Optional.of(new Ufid(bytes.getLong(), bytes.getLong()));
    }

    /**
     * The filter with that flow's identity. An action that is shared counts for all who share it and has one cookie for
     * all: where the first is, one that does nothing but count goes before it.
     */
    public static TcFilter mark(TcFilter filter, Ufid ufid) {
        List<TcAction> actions = new ArrayList<>(filter.actions());
        if (actions.getFirst().index() != 0) {
            actions.addFirst(TcAction.of(new ActionBody.Gact(), TcControl.PIPE));
        }
        actions.set(0, actions.getFirst().withCookie(of(ufid)));
        return new TcFilter(filter.id(), filter.match(), filter.flags(), filter.classId(), actions);
    }
}
