package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.MissPlace;
import io.tandem.backend.MissPlaces;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Marks that stand for places. */
class PlaceMarksTest {
    private final PlaceMarks marks = new PlaceMarks();

    private static MissPlace place(int id) {
        return new MissPlace(id, OptionalInt.empty());
    }

    @Test
    void isOnePlaceEachUntilAllAreTaken() {
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < MissPlaces.MARKS; i++) {
            int mark = marks.take(place(i + 1)).orElseThrow();
            assertThat(taken.add(mark)).isTrue();
            assertThat(mark)
                    .isBetween(MissPlaces.FIRST_MARK, MissPlaces.FIRST_MARK + MissPlaces.MARKS - 1)
                    .isLessThan(0xff_fff0);
        }
        assertThat(marks.take(place(1))).isEmpty();
        marks.giveBack(MissPlaces.FIRST_MARK + 9);
        assertThat(marks.take(place(77))).hasValue(MissPlaces.FIRST_MARK + 9);
        assertThat(marks.at(MissPlaces.FIRST_MARK + 9)).isEqualTo(place(77));
        assertThat(marks.at(MissPlaces.FIRST_MARK + 8)).isEqualTo(place(9));
        marks.giveAllBack();
        assertThat(marks.take(place(5))).isPresent();
    }

    @Test
    void staysAPlaceAfterItWasGivenBackForPacketsOnTheirWay() {
        int first = marks.take(place(1)).orElseThrow();
        marks.giveBack(first);
        for (int i = 1; i < MissPlaces.MARKS; i++) {
            marks.giveBack(marks.take(place(2)).orElseThrow());
            assertThat(marks.at(first)).isEqualTo(place(1));
        }
        assertThat(marks.take(place(3))).hasValue(first);
    }

    @Test
    void isNoPlaceWhereItWasNeverGiven() {
        marks.take(place(1));
        assertThat(marks.at(MissPlaces.FIRST_MARK + 1)).isEqualTo(MissPlace.START);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, MissPlaces.FIRST_MARK - 1, MissPlaces.FIRST_MARK + MissPlaces.MARKS, Integer.MIN_VALUE})
    void isNoPlaceWhereItIsNoMark(int mark) {
        for (int i = 0; i < MissPlaces.MARKS; i++) {
            marks.take(place(1));
        }
        assertThat(marks.at(mark)).isEqualTo(MissPlace.START);
    }
}
