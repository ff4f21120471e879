package io.tandem.conformance.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.ActionType;
import io.tandem.action.OdpAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class GeneratedCasesTest {
    private static final Path CAPTURES = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");

    @Test
    void comeFromTheSeedAlone() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(CAPTURES), "no " + CAPTURES + "; set -Dtandem.vectors=DIR");
        List<DatapathCase> cases = new GeneratedCases(new Captures(CAPTURES), 7).make(30);
        assertThat(new GeneratedCases(new Captures(CAPTURES), 7).make(30)).isEqualTo(cases);
        assertThat(new GeneratedCases(new Captures(CAPTURES), 8).make(30)).isNotEqualTo(cases);
        for (DatapathCase made : cases) {
            assertThat(CaseReader.read("generated", made.toText(), NamedFrames::find))
                    .containsExactly(made);
        }
    }

    /** Kinds that no reference can be asked to carry out, and why. */
    private static final Map<ActionType, String> NOT_ASKED = Map.of(
            ActionType.PSAMPLE, "neither knows it before Open vSwitch 3.4 and Linux 6.11",
            ActionType.LB_OUTPUT, "Open vSwitch wants a bond of its own bridge for it, the kernel has none");

    @Test
    void carryOutEveryKindOfActionOnCapturedPackets() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(CAPTURES), "no " + CAPTURES + "; set -Dtandem.vectors=DIR");
        Set<ActionType> met = EnumSet.noneOf(ActionType.class);
        for (DatapathCase made : new GeneratedCases(new Captures(CAPTURES), 1).make(500)) {
            Outcome outcome = new TandemSide().run(List.of(made)).getFirst();
            if (outcome instanceof Outcome.Carried(var _, var counts)) {
                for (int i = 0; i < counts.size(); i++) {
                    if (counts.get(i).packets() > 0) {
                        collect(made.flows().get(i).toMegaflow().actions(), met);
                    }
                }
            }
        }
        assertThat(EnumSet.complementOf(EnumSet.copyOf(met))).isEqualTo(NOT_ASKED.keySet());
    }

    /** Those in branches that are never taken are left out. */
    private static void collect(List<OdpAction> actions, Set<ActionType> met) {
        for (OdpAction action : actions) {
            met.add(action.type());
            switch (action) {
                case OdpAction.Clone(var nested) -> collect(nested, met);
                case OdpAction.Sample(int probability, var nested) when probability != 0 -> collect(nested, met);
                case OdpAction.CheckPktLen(int _, var greater, var others)
                when greater.equals(others) -> collect(greater, met);
                default -> {}
            }
        }
    }
}
