package io.tandem.conformance.tcwords;

import io.tandem.conformance.tcwords.Comparison.Verdict;
import io.tandem.tc.transport.TransportException;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Has tc, then Tandem, do what a case of the kernel's tests tries, each from its setup on, and looks at what is there. */
final class CaseTrial {
    /** Times since an object was made and used. */
    private static final Pattern CHOSEN = Pattern.compile("(installed|used|firstused) \\d+ sec ?");

    private final TandemTc tandem;

    CaseTrial(TandemTc tandem) {
        this.tandem = tandem;
    }

    Comparison compare(KernelTestCase test) throws IOException, InterruptedException, TransportException {
        String expanded = expanded(test.command());
        if (!KernelTestCase.adds(expanded)) {
            return outside(test, expanded, reason(expanded));
        }
        Optional<String> noSetup = prepare(test);
        if (noSetup.isPresent()) {
            return outside(test, expanded, "the setup fails here: " + noSetup.get());
        }
        Attempt attempt = tandem.attempt(expanded);
        if (attempt instanceof Attempt.Outside outside) {
            return outside(test, expanded, outside.why());
        }
        String verified = verified(test);
        prepare(test);
        Program tc = Program.run(KernelTestCase.named(test.command(), "tc"));
        String verifiedOfTc = verified(test);
        if (test.needsDevices()) {
            TestDevices.renewForCases(); // a filter that stays keeps its actions from the flush of the next case
        }
        return judge(test, expanded, attempt, verified, tc, verifiedOfTc);
    }

    private static Comparison judge(
            KernelTestCase test, String command, Attempt attempt, String verified, Program tc, String verifiedOfTc) {
        String told = Refusals.told(tc).orElse("");
        boolean sameAnswer =
                switch (attempt) {
                    case Attempt.Taken taken -> tc.status() == 0;
                    case Attempt.Refused refused -> tc.status() != 0 && Refusals.equal(told, refused.answer());
                    case Attempt.Malformed malformed -> tc.status() != 0;
                    case Attempt.Outside outside -> false;
                };
        String sides = "Tandem: " + text(attempt) + "; tc: "
                + (tc.status() == 0 ? "taken" : tc.errors().strip().replace('\n', ' '));
        if (!sameAnswer) {
            return new Comparison(test.id(), command, Verdict.DIFFERENT, sides);
        }
        if (!unchosen(verified).equals(unchosen(verifiedOfTc))) {
            String both = sides + "; shown of Tandem: " + verified.strip() + "; of tc: " + verifiedOfTc.strip();
            return new Comparison(test.id(), command, Verdict.DIFFERENT, both);
        }
        boolean taken = attempt instanceof Attempt.Taken;
        if (taken != test.succeeds() || !test.found(verified)) {
            String why = sides + "; looked for " + test.count() + " times: " + test.pattern() + "; shown: "
                    + verified.strip();
            return new Comparison(test.id(), command, Verdict.TC_OTHERWISE, why);
        }
        return new Comparison(test.id(), command, taken ? Verdict.EQUAL : Verdict.REFUSED, taken ? "" : sides);
    }

    private static String text(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Taken taken -> "taken";
            case Attempt.Refused refused -> refused.answer().text();
            case Attempt.Malformed malformed -> malformed.why();
            case Attempt.Outside outside -> outside.why();
        };
    }

    /** Runs the setup. @return the command that failed. */
    private static Optional<String> prepare(KernelTestCase test) throws IOException, InterruptedException {
        if (test.needsDevices()) {
            TestDevices.renewForCases();
        }
        for (KernelTestCase.Setup setup : test.setup()) {
            String line = KernelTestCase.named(setup.command(), "tc");
            Program done = Program.run(line);
            if (!setup.statuses().contains(done.status())) {
                return Optional.of(line + ": " + done.errors().strip());
            }
        }
        return Optional.empty();
    }

    /** As tdc.py has it: where a command fails and complains, its complaint is what is looked at. */
    private static String verified(KernelTestCase test) throws IOException, InterruptedException {
        Program shown = Program.run(KernelTestCase.named(test.verify(), "tc"));
        return shown.status() != 0 && !shown.errors().isEmpty() ? shown.errors() : shown.output();
    }

    /** The command as tc gets it: what a shell makes of it. */
    private static String expanded(String command) throws IOException, InterruptedException {
        if (!command.contains("bash")) {
            return KernelTestCase.named(command, "tc").strip().replaceAll(" +", " ");
        }
        if (command.contains("$BATCH_DIR")) {
            return KernelTestCase.named(command, "tc");
        }
        return Program.expect(KernelTestCase.named(command, "echo tc")).strip().replaceAll(" +", " ");
    }

    private static Comparison outside(KernelTestCase test, String command, String why) {
        return new Comparison(test.id(), command, Verdict.OUTSIDE, why);
    }

    private static String reason(String expanded) {
        String[] words = expanded.split(" ", -1);
        if (expanded.contains("$BATCH_DIR")) {
            return "files of commands";
        }
        if (words.length > 2 && words[1].equals("filter") && expanded.contains("matchall")) {
            return "classifier matchall";
        }
        return words.length > 2 ? "not an addition: " + words[1] + " " + words[2] : "not an addition";
    }

    private static String unchosen(String shown) {
        return CHOSEN.matcher(shown).replaceAll("").strip();
    }
}
