package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.Side;
import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import io.tandem.conformance.guest.HostTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The TC of the guest's kernel with the rules that Tandem translates: all cases in one boot. */
public final class TcSide implements Side {
    private static final String CASES = "cases.txt";
    private static final String OUTCOMES = "outcomes.txt";
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final long MILLIS_A_CASE = 1000;

    private final Guest guest;

    public TcSide(Guest guest) {
        this.guest = guest;
    }

    /** The same as {@link #carry}, without the packets that went up the host. */
    @Override
    public List<Outcome> run(List<DatapathCase> cases) throws IOException, InterruptedException {
        return carry(cases).stream().map(CarriedCase::outcome).toList();
    }

    /** Carries out cases whose flows can all be rules. */
    List<CarriedCase> carry(List<DatapathCase> cases) throws IOException, InterruptedException {
        String text = cases.stream().map(DatapathCase::toText).collect(Collectors.joining());
        GuestResult result;
        try {
            String busybox = HostTool.BUSYBOX.find().toString();
            result = guest.run(GuestProgram.java(CarryProgram.class, CASES, OUTCOMES, busybox)
                    .withModules(TcTaps.MODULES)
                    .withInput(CASES, text.getBytes(StandardCharsets.UTF_8))
                    .withLimit(BOOT.plusMillis(MILLIS_A_CASE * cases.size())));
        } catch (GuestException e) {
            throw new IOException(e.getMessage(), e);
        }
        List<CarriedCase> outcomes = CarriedCase.read(result.text(OUTCOMES).orElse(""));
        if (result.status() != 0 || outcomes.size() != cases.size()) {
            throw new IOException("the program with TC's rules ended with exit " + result.status() + " after "
                    + outcomes.size() + " of " + cases.size() + " cases: "
                    + result.stderr().strip());
        }
        return outcomes;
    }
}
