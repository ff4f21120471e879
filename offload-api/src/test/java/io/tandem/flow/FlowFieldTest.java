package io.tandem.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowFieldTest {
    @Test
    void fieldsLieInsideThePackedKey() {
        for (FlowField field : FlowField.values()) {
            int lastWord = field.word() + field.words() - 1;
            assertThat(lastWord).as(field.path()).isLessThan(FlowField.WORDS);
            assertThat(field.shift() + Math.min(64, field.width()))
                    .as(field.path())
                    .isLessThanOrEqualTo(64);
        }
    }

    @Test
    void onlyFieldsThatExcludeEachOtherShareBits() {
        List<String> clashes = new ArrayList<>();
        for (FlowField a : FlowField.values()) {
            for (FlowField b : FlowField.values()) {
                if (a.compareTo(b) < 0
                        && overlap(a, b)
                        && a.prerequisite() == b.prerequisite()
                        && !otherOptions(a, b)) {
                    clashes.add(a.path() + " and " + b.path());
                }
            }
        }
        assertThat(clashes).isEmpty();
    }

    @Test
    void pathsNameOneFieldEach() {
        for (FlowField field : FlowField.values()) {
            assertThat(FlowField.atPath(field.path())).contains(field);
        }
    }

    /** A tunnel has options of one kind. */
    private static boolean otherOptions(FlowField a, FlowField b) {
        return a.prerequisite() == Prerequisite.TUNNEL && a.attribute() != b.attribute();
    }

    private static boolean overlap(FlowField a, FlowField b) {
        return a.word() == b.word() && (a.ones() << a.shift() & b.ones() << b.shift()) != 0;
    }
}
