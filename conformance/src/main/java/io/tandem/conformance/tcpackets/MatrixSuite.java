package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.TandemSide;
import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import io.tandem.conformance.guest.HostTool;
import io.tandem.conformance.tcpackets.MatrixRows.Trial;
import io.tandem.odp.OdpParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tries each field and each action on the guest's kernel, in one boot. */
public final class MatrixSuite {
    private static final String CASES = "cases.txt";
    private static final String ANSWERS = "answers.txt";
    private static final Duration BOOT = Duration.ofMinutes(4);
    private static final long MILLIS_A_TRIAL = 5_000;

    private final Guest guest;

    public MatrixSuite(Guest guest) {
        this.guest = guest;
    }

    /**
     * Tries them.
     *
     * @param names rows whose name contains one of these; none for all
     */
    public MatrixReport run(List<String> names)
            throws IOException, InterruptedException, GuestException, OdpParseException {
        List<Trial> trials = MatrixRows.all().stream()
                .filter(t -> names.isEmpty() || names.stream().anyMatch(t.row()::contains))
                .toList();
        String text = trials.stream().map(t -> t.device().toText()).collect(Collectors.joining());
        GuestResult result = guest.run(GuestProgram.java(
                        MatrixProgram.class,
                        CASES,
                        ANSWERS,
                        HostTool.BUSYBOX.find().toString())
                .withModules(MatrixProgram.MODULES)
                .withTools(HostTool.IP, HostTool.TC)
                .withInput(CASES, text.getBytes(StandardCharsets.UTF_8))
                .withLimit(BOOT.plusMillis(MILLIS_A_TRIAL * trials.size())));
        List<MatrixAnswer> answers = MatrixAnswer.read(result.text(ANSWERS).orElse(""));
        if (result.status() != 0 || answers.size() != trials.size()) {
            throw new IOException("the program of the matrix ended with exit " + result.status() + " after "
                    + answers.size() + " of " + trials.size() + " trials: "
                    + result.stderr().strip());
        }
        List<Outcome> software =
                new TandemSide().run(trials.stream().map(Trial::inSoftware).toList());
        return MatrixReport.of(
                result.kernel(), trials, answers, software, names.isEmpty() ? MatrixRows.untried() : Map.of());
    }
}
