package io.tandem.conformance.tcpackets;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.CounterReader;
import io.tandem.tc.wire.TcDecodeException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The program that runs in the guest: puts rules that only count on port 1, each in a priority of its own so that every
 * packet is asked about all of them, and writes for each packet which rules counted it.
 */
public final class MatchProgram {
    /** A rule: {@code rule BODY}, the body of RTM_NEWTFILTER without ifindex. */
    static final String RULE = "rule ";
    /** A packet for the rules since the last {@link #END}: {@code packet FRAME}. */
    static final String PACKET = "packet ";
    /** The batch is over. */
    static final String END = "end";
    /** An answer: the kernel's words on a rule that it refused, {@code refused NUMBER WORDS}. */
    static final String REFUSED = "refused ";
    /** An answer: the set of rules that a packet matched as hex, {@code matched BITS}. */
    static final String MATCHED = "matched ";

    private static final int IFINDEX_AT = 4;
    private static final int LAST_PRIORITY = 0xffff;
    private static final int PORT = 1;
    private static final int MOST_RULES = 4096;

    private final TcTaps taps;
    private final BufferedWriter answers;
    private final CounterReader counters = new CounterReader();
    private final long[] counted = new long[MOST_RULES];
    private int rules;

    private MatchProgram(TcTaps taps, BufferedWriter answers) {
        this.taps = taps;
        this.answers = answers;
    }

    /** Arguments: the file of batches, the file to write, where busybox is. */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, BackendUnavailableException, TransportException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected BATCHES ANSWERS BUSYBOX");
        }
        try (TcTaps taps = TcTaps.open(Path.of(arguments[2]));
                BufferedReader batches = Files.newBufferedReader(Path.of(arguments[0]));
                BufferedWriter answers = Files.newBufferedWriter(Path.of(arguments[1]))) {
            new MatchProgram(taps, answers).run(batches);
        }
    }

    private void run(BufferedReader batches) throws IOException, TransportException {
        dropTheRest();
        for (String line = batches.readLine(); line != null; line = batches.readLine()) {
            if (line.startsWith(RULE)) {
                add(HexFormat.of().parseHex(line.substring(RULE.length())));
            } else if (line.startsWith(PACKET)) {
                ask(HexFormat.of().parseHex(line.substring(PACKET.length())));
            } else {
                taps.clear(PORT, 0);
                dropTheRest();
                rules = 0;
                answers.write(END + "\n");
                answers.flush();
            }
        }
    }

    /** The priority of a batch's rule. */
    static int priority(int number) {
        return number + 1;
    }

    private void dropTheRest() throws TransportException, IOException {
        FilterId id = new FilterId(taps.ingress(PORT), 0, LAST_PRIORITY, FilterId.ALL, 1);
        TcFilter drop =
                TcFilter.of(id, FlowerMatch.ALL, Set.of(), List.of(TcAction.of(new ActionBody.Gact(), TcControl.DROP)));
        TcAnswer answer = taps.create(
                Rtnetlink.RTM_NEWTFILTER, taps.encoder().filter(drop).toBytes());
        if (!answer.done()) {
            throw new IOException("the rule behind all others was refused: " + answer.text());
        }
    }

    private void add(byte[] body) throws TransportException, IOException {
        ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()).putInt(IFINDEX_AT, taps.ifindex(PORT));
        TcAnswer answer = taps.create(Rtnetlink.RTM_NEWTFILTER, body);
        if (!answer.done()) {
            answers.write(REFUSED + rules + " " + answer.text() + "\n");
        }
        counted[rules++] = 0;
    }

    private void ask(byte[] frame) throws IOException, TransportException {
        taps.write(PORT, frame);
        BitSet matched = new BitSet(rules);
        taps.dump(PORT, true, (type, bytes, from, to) -> count(bytes, from, to, matched));
        answers.write(MATCHED + HexFormat.of().formatHex(matched.toByteArray()) + "\n");
    }

    private void count(byte[] bytes, int from, int to, BitSet matched) {
        try {
            if (!counters.read(bytes, from, to) || counters.priority() == LAST_PRIORITY) {
                return;
            }
        } catch (TcDecodeException e) {
            throw new UncheckedIOException(new IOException("cannot read a filter: " + e.getMessage(), e));
        }
        int number = counters.priority() - 1;
        if (counters.packets() != counted[number]) {
            counted[number] = counters.packets();
            matched.set(number);
        }
    }
}
