package io.tandem.conformance.tcpackets;

import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import io.tandem.conformance.guest.HostTool;
import io.tandem.conformance.tcpackets.MatchCases.Batch;
import io.tandem.conformance.tcpackets.MatchCases.RuledFlow;
import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.wire.FilterEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Has the guest's kernel say which packets rules match, and compares that with what their megaflows match. */
public final class MatchSuite {
    private static final String BATCHES = "batches.txt";
    private static final String ANSWERS = "answers.txt";
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final long MILLIS_A_PACKET = 100;

    private final Guest guest;

    public MatchSuite(Guest guest) {
        this.guest = guest;
    }

    /** All batches in one boot. */
    public MatchReport run(List<Batch> batches) throws IOException, InterruptedException, GuestException {
        StringBuilder text = new StringBuilder(1 << 20);
        long packets = 0;
        for (Batch batch : batches) {
            print(batch, text);
            packets += batch.frames().size();
        }
        String busybox = HostTool.BUSYBOX.find().toString();
        GuestResult result = guest.run(GuestProgram.java(MatchProgram.class, BATCHES, ANSWERS, busybox)
                .withModules(TcTaps.MODULES)
                .withInput(BATCHES, text.toString().getBytes(StandardCharsets.UTF_8))
                .withLimit(BOOT.plusMillis(MILLIS_A_PACKET * packets)));
        if (result.status() != 0) {
            throw new IOException("the guest's program ended with exit " + result.status() + ": "
                    + result.stderr().strip());
        }
        return compare(batches, result.text(ANSWERS).orElse("").lines().toList());
    }

    private static void print(Batch batch, StringBuilder text) {
        FilterEncoder encoder = new FilterEncoder();
        int number = 0;
        for (RuledFlow ruled : batch.rules()) {
            TcFilter filter = filter(ruled.rule(), number++);
            text.append(MatchProgram.RULE)
                    .append(HexFormat.of().formatHex(encoder.filter(filter).toBytes()))
                    .append('\n');
        }
        for (Bytes frame : batch.frames()) {
            text.append(MatchProgram.PACKET).append(frame).append('\n');
        }
        text.append(MatchProgram.END).append('\n');
    }

    /** The rule as one that counts and lets the next one have the packet. */
    private static TcFilter filter(TcRule rule, int number) {
        FilterId id = new FilterId(new AttachPoint.Ingress(0), 0, MatchProgram.priority(number), rule.protocol(), 1);
        return TcFilter.of(id, rule.match(), Set.of(), List.of(TcAction.of(new ActionBody.Gact(), TcControl.CONTINUE)));
    }

    static MatchReport compare(List<Batch> batches, List<String> answers) throws IOException {
        MatchReport report = new MatchReport();
        Iterator<String> lines = answers.iterator();
        for (Batch batch : batches) {
            List<BitSet> matched = new ArrayList<>();
            BitSet refused = new BitSet();
            boolean ended = false;
            while (!ended && lines.hasNext()) {
                String line = lines.next();
                if (line.startsWith(MatchProgram.MATCHED)) {
                    matched.add(BitSet.valueOf(HexFormat.of().parseHex(line.substring(MatchProgram.MATCHED.length()))));
                } else if (line.startsWith(MatchProgram.REFUSED)) {
                    String[] words = line.split(" ", 3);
                    int number = Integer.parseInt(words[1]);
                    refused.set(number);
                    report.refused(batch.rules().get(number), words[2]);
                } else {
                    ended = true;
                }
            }
            if (!ended || matched.size() != batch.frames().size()) {
                throw new IOException("the guest answered " + matched.size() + " packets of "
                        + batch.frames().size() + " of a batch");
            }
            for (int i = 0; i < batch.rules().size(); i++) {
                if (!refused.get(i)) {
                    report.add(batch, i, matched);
                }
            }
        }
        return report;
    }
}
