package io.tandem.conformance.tcpackets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.TandemSide;
import io.tandem.conformance.tcpackets.MatrixRows.Trial;
import io.tandem.conformance.tcpackets.MatrixRows.Variant;
import io.tandem.flow.FlowField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MatrixReportTest {

    @Test
    void hasARowForEveryField() throws Exception {
        Set<String> rows = MatrixRows.all().stream().map(Trial::row).collect(Collectors.toCollection(TreeSet::new));
        rows.addAll(MatrixRows.untried().keySet());
        Set<String> fields =
                Stream.of(FlowField.values()).map(FlowField::path).collect(Collectors.toCollection(TreeSet::new));
        fields.removeAll(rows);
        assertEquals(Set.of("tunnel.gbp_flags", "tunnel.gbp_id", "tunnel.geneve_length"), fields);
    }

    @Test
    void theSoftwareMatchesWhatAFlowWantsAndMissesTheRest() throws Exception {
        List<Trial> trials = MatrixRows.all().stream()
                .filter(trial -> trial.variant() != Variant.ACTION)
                .toList();
        List<Outcome> outcomes =
                new TandemSide().run(trials.stream().map(Trial::inSoftware).toList());
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            boolean missed = trials.get(i).variant().name().endsWith(MatrixRows.MISSED);
            boolean right = outcomes.get(i) instanceof Outcome.Carried(var sent, var counts)
                    && counts.getLast().packets() == (missed ? 0 : 1)
                    && sent.isEmpty() == missed;
            if (!right) {
                wrong.add(trials.get(i).row() + " " + trials.get(i).variant() + ": " + outcomes.get(i));
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void tellsWhatDiffers() throws Exception {
        Trial trial = MatrixRows.all().stream()
                .filter(t -> t.row().equals("output"))
                .findFirst()
                .orElseThrow();
        List<Outcome> software = new TandemSide().run(List.of(trial.inSoftware()));
        MatrixAnswer right = new MatrixAnswer("", "", "", software.getFirst());
        assertTrue(report(trial, right, software).allRight());
        MatrixAnswer refused = new MatrixAnswer("POLICY no", "", "", new Outcome.Refused("no"));
        assertTrue(report(trial, refused, software).allRight());
        assertTrue(report(trial, refused, software).toText().contains("output                   no        -"));
        assertFalse(report(trial, new MatrixAnswer("", "held", "", software.getFirst()), software)
                .allRight());
        assertFalse(report(trial, new MatrixAnswer("", "", "shown", software.getFirst()), software)
                .allRight());
        Outcome none = new Outcome.Carried(Map.of(), List.of(new Outcome.Count(1, 74)));
        assertFalse(report(trial, new MatrixAnswer("", "", "", none), software).allRight());
        assertEquals(List.of(right), MatrixAnswer.read(right.print()));
    }

    private static MatrixReport report(Trial trial, MatrixAnswer answer, List<Outcome> software) {
        return MatrixReport.of("6.1", List.of(trial), List.of(answer), software, Map.of());
    }
}
