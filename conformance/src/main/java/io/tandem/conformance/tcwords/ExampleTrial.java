package io.tandem.conformance.tcwords;

import io.tandem.conformance.tcwords.Comparison.Verdict;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.HeldForm;
import io.tandem.tc.wire.ReadFilter;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Has tc, then Tandem, install an example of a manual page alone on its device, and compares what is there. */
final class ExampleTrial {
    private static final Pattern DEVICE = Pattern.compile(" dev (\\S+)");
    private static final Pattern BLOCK = Pattern.compile(" block (\\d+)");
    private static final String ANY_DEVICE = "eth0";

    private final TandemTc tandem;

    ExampleTrial(TandemTc tandem) {
        this.tandem = tandem;
    }

    Comparison compare(String page, String command) throws IOException, InterruptedException, TransportException {
        renewQdisc(command);
        Program tc = Program.run(command);
        String place = place(command);
        String shownByTc = Program.expect(place);
        renewQdisc(command);
        Attempt attempt = tandem.attempt(command);
        return switch (attempt) {
            case Attempt.Outside outside -> new Comparison(page, command, Verdict.OUTSIDE, outside.why());
            case Attempt.Malformed malformed -> {
                boolean both = tc.status() != 0;
                yield new Comparison(
                        page,
                        command,
                        both ? Verdict.REFUSED : Verdict.DIFFERENT,
                        "Tandem: " + malformed.why() + "; tc: " + said(tc));
            }
            case Attempt.Refused refused -> {
                boolean both = tc.status() != 0
                        && Refusals.told(tc)
                                .filter(told -> Refusals.equal(told, refused.answer()))
                                .isPresent();
                yield new Comparison(
                        page,
                        command,
                        both ? Verdict.REFUSED : Verdict.DIFFERENT,
                        "Tandem: " + refused.answer().text() + "; tc: " + said(tc));
            }
            case Attempt.Taken taken
            when tc.status() != 0 -> new Comparison(page, command, Verdict.DIFFERENT, "Tandem: taken; tc: " + said(tc));
            case Attempt.Taken taken -> compare(page, command, taken.filter().orElseThrow(), shownByTc, place);
        };
    }

    private Comparison compare(String page, String command, TcFilter asked, String shownByTc, String place)
            throws IOException, InterruptedException, TransportException {
        String shown = Program.expect(place);
        boolean equal;
        try {
            equal = ShownFilters.read(shownByTc, asked).equals(ShownFilters.read(shown, asked));
        } catch (DecodeException e) {
            return new Comparison(page, command, Verdict.DIFFERENT, "no JSON: " + e.getMessage());
        }
        if (!equal) {
            return new Comparison(
                    page,
                    command,
                    Verdict.DIFFERENT,
                    "shown of Tandem: " + shown.strip() + "; of tc: " + shownByTc.strip());
        }
        List<ReadFilter> read = tandem.filters(asked.id().attach());
        if (read.size() != 1 || !read.getFirst().unread().isEmpty()) {
            return new Comparison(page, command, Verdict.DIFFERENT, "read back: " + read);
        }
        TcFilter back = ShownFilters.asAsked(read.getFirst().filter(), asked);
        return back.equals(HeldForm.of(asked))
                ? new Comparison(page, command, Verdict.EQUAL, "")
                : new Comparison(page, command, Verdict.DIFFERENT, "asked: " + asked + "; read back: " + back);
    }

    /** Takes away all filters at the command's device, or gives its block to a device. */
    static void renewQdisc(String command) throws IOException, InterruptedException {
        Matcher device = DEVICE.matcher(command);
        Matcher block = BLOCK.matcher(command);
        boolean onBlock = block.find();
        String name = !onBlock && device.find() ? device.group(1) : ANY_DEVICE;
        String kind = atEgress(command) ? "clsact" : "ingress";
        Program.run("tc qdisc del dev " + name + " clsact");
        Program.run("tc qdisc del dev " + name + " ingress");
        Program.expect("tc qdisc add dev " + name + (onBlock ? " ingress_block " + block.group(1) : "") + " " + kind);
    }

    private static boolean atEgress(String command) {
        return command.contains(" egress flower");
    }

    /** The command that shows what is there. */
    static String place(String command) {
        Matcher block = BLOCK.matcher(command);
        if (block.find()) {
            return "tc -j filter show block " + block.group(1);
        }
        Matcher device = DEVICE.matcher(command);
        String name = device.find() ? device.group(1) : ANY_DEVICE;
        return "tc -j filter show dev " + name + (atEgress(command) ? " egress" : " ingress");
    }

    private static String said(Program tc) {
        return tc.status() == 0 ? "taken" : tc.errors().strip().replace('\n', ' ');
    }
}
