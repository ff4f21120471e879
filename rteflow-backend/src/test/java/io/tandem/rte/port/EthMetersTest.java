package io.tandem.rte.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.MeterCounts;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Meters at a port whose driver is a model. */
class EthMetersTest {
    private static final int PORT = 3;
    private static final MeterRate RATE = new MeterRate(MeterRate.Unit.PACKETS, 10, 20);
    private static final MeterRate OTHER = new MeterRate(MeterRate.Unit.PACKETS, 30, 40);

    private final ModelMeters driver = new ModelMeters();
    private final EthMeters first = new EthMeters(driver);
    private final EthMeters next = new EthMeters(driver);

    private static RteError error(RteAnswer<?> answer) {
        assertThat(answer).isInstanceOf(RteAnswer.Refused.class);
        return ((RteAnswer.Refused<?>) answer).error();
    }

    @Test
    void areGoneWithThoseWhoMadeThem() {
        assertThat(first.add(PORT, 7, RATE)).isEqualTo(RteAnswer.ok());
        assertThat(driver.rates()).containsOnlyKeys(7);
        first.close();
        assertThat(driver.parts()).isZero();
    }

    @Test
    void takeTheNumberOfOneThatIsLeftAfterAFlushThatFailed() {
        first.add(PORT, 7, RATE);
        driver.name(7);
        AttachedPorts.endLife(PORT); // as a flush that fails has it
        first.close();
        driver.nameNone();
        assertThat(driver.rates()).containsOnlyKeys(7);

        assertThat(next.add(PORT, 7, OTHER)).isEqualTo(RteAnswer.ok());
        assertThat(driver.rates()).containsEntry(7, OTHER);
        assertThat(next.counts(PORT, 7)).isEqualTo(new RteAnswer.Done<>(new MeterCounts(0, 0, 0)));
        next.close();
        assertThat(driver.parts()).isZero();
    }

    @Test
    void takeTheNumberOfPartsThatAreLeft() {
        driver.addProfile(PORT, 7, RATE);
        driver.addPolicy(PORT, 8);
        assertThat(next.add(PORT, 7, OTHER)).isEqualTo(RteAnswer.ok());
        assertThat(next.add(PORT, 8, OTHER)).isEqualTo(RteAnswer.ok());
        next.close();
        assertThat(driver.parts()).isZero();
    }

    @Test
    void areRefusedWhereWhatIsLeftStays() {
        first.add(PORT, 7, RATE);
        driver.name(7);
        RteError why = error(next.add(PORT, 7, OTHER));
        assertThat(why.errno()).isEqualTo(RteError.EEXIST);
        assertThat(why.message())
                .isEqualTo("Meter profile already exists.; meter 7 is left from before, and the driver does not end it"
                        + " (Meter object is being used., errno 16): start this process anew, which ends it");
        assertThat(driver.rates()).containsExactly(Map.entry(7, RATE));
    }

    @Test
    void endNothingOfALaterLifeOfThePort() {
        first.add(PORT, 7, RATE);
        AttachedPorts.endLife(PORT);
        next.add(PORT, 7, OTHER);
        first.close();
        assertThat(driver.rates()).containsExactly(Map.entry(7, OTHER));
    }

    @Test
    void leaveNothingWhereOneOfTheirPartsIsRefused() {
        driver.refusal =
                Optional.of(new RteError(RteErrorType.UNSPECIFIED, RteCause.NONE, "no meters left", RteError.ENOSPC));
        assertThat(error(first.add(PORT, 7, RATE)).message()).isEqualTo("no meters left");
        assertThat(driver.parts()).isZero();
        assertThat(error(first.counts(PORT, 7)).errno()).isEqualTo(RteError.ENODEV);
    }
}
