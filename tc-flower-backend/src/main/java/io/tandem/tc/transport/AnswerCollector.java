package io.tandem.tc.transport;

import io.tandem.tc.transport.TransportException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sorts what comes back by the requests that it answers: those of {@link #begin}, whose sequence numbers follow each
 * other. Requests are worked off in order and each failure is said, so an acknowledgement is one for all requests before
 * it that were not answered: they are done. Source: net/netlink/af_netlink.c, netlink_rcv_skb. Messages of other numbers belong to calls that were given up, and are left out. Used by one thread.
 */
public final class AnswerCollector {
    private static final String ASKED = "reading the answers of a batch";

    private final MessageCursor cursor = new MessageCursor();
    private final List<TcAnswer> answers = new ArrayList<>();
    private List<TcMessage>[] echoed = lists(0);
    private int first;
    private int count;
    private int missing;

    /** Waits for answers to {@code requests} requests, numbered from {@code sequence}, which may wrap. */
    public void begin(int sequence, int requests) {
        if (echoed.length < requests) {
            echoed = lists(requests);
        }
        Arrays.fill(echoed, 0, requests, List.of());
        answers.clear();
        for (int i = 0; i < requests; i++) {
            answers.add(TcAnswer.DONE);
        }
        first = sequence;
        count = requests;
        missing = requests;
    }

    /** How many requests have no answer yet; these are the last ones. */
    public int missing() {
        return missing;
    }

    /** The answers, in the order of the requests. */
    public List<TcAnswer> answers() {
        return List.copyOf(answers);
    }

    /**
     * Takes a datagram.
     *
     * @throws TransportException MALFORMED where it is no netlink or answers a request twice, NO_BUFFERS where the other
     *     end says that it lost something
     */
    public void accept(byte[] bytes, int from, int to) throws TransportException {
        cursor.over(bytes, from, to);
        while (cursor.next()) {
            int type = cursor.type();
            if (type == Rtnetlink.NLMSG_NOOP) {
                continue;
            }
            if (type == Rtnetlink.NLMSG_OVERRUN) {
                throw new TransportException(Reason.NO_BUFFERS, ASKED, 0, "NLMSG_OVERRUN");
            }
            int index = cursor.sequence() - first;
            if (index < 0 || index >= count) {
                continue;
            }
            if (index < count - missing) {
                throw malformed("a message of type " + type + " for request " + index + ", which was answered");
            }
            if (type == Rtnetlink.NLMSG_ERROR) {
                acknowledge(index);
            } else if (type >= Rtnetlink.NLMSG_MIN_TYPE) {
                echo(index, type);
            } else {
                throw malformed("a message of type " + type);
            }
        }
    }

    private void acknowledge(int index) throws TransportException {
        Acknowledgement said = Acknowledgement.ofError(cursor);
        for (int before = count - missing; before < index; before++) {
            if (!echoed[before].isEmpty()) {
                answers.set(before, new TcAnswer(0, "", List.copyOf(echoed[before])));
            }
        }
        missing = count - index - 1;
        List<TcMessage> came = echoed[index];
        if (said.errno() != 0 || !said.words().isEmpty() || !came.isEmpty()) {
            answers.set(index, new TcAnswer(said.errno(), said.words(), List.copyOf(came), said.offset()));
        }
    }

    private void echo(int index, int type) {
        if (echoed[index].isEmpty()) {
            echoed[index] = new ArrayList<>(1);
        }
        echoed[index].add(new TcMessage(type, Arrays.copyOfRange(cursor.array(), cursor.from(), cursor.to())));
    }

    private static TransportException malformed(String found) {
        return new TransportException(Reason.MALFORMED, ASKED, 0, found);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static List<TcMessage>[] lists(int length) {
        return new List[length];
    }
}
