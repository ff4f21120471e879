package io.tandem.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.fuzz.RoundTrips;
import io.tandem.netlink.MatchAttributes;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import io.tandem.validate.KernelFlow;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MatchCodecTest {
    /** How a match without attributes prints. */
    private static final String NOTHING = "<empty>";

    @Provide
    Arbitrary<MatchAttributes> matches() {
        return MatchArbitraries.any();
    }

    @Provide
    Arbitrary<MatchAttributes> textual() {
        return MatchArbitraries.textual();
    }

    @Property(tries = 2000)
    void netlinkGivesTheSameBytesBackAndProtobufTheSameText(@ForAll("matches") MatchAttributes match) throws Exception {
        RoundTrips.attributes(match);
    }

    @Property(tries = 2000)
    void textGivesTheSameTextBack(@ForAll("textual") MatchAttributes match) throws Exception {
        String text = OdpKeyText.print(match, PortNames.any());
        MatchAttributes read = OdpKeyText.parse(text.equals(NOTHING) ? "" : text, PortNames.any());
        assertThat(OdpKeyText.print(read, PortNames.any())).isEqualTo(text.isEmpty() ? NOTHING : text);
    }

    @Property(tries = 1000)
    void theKernelsAnswerIsNeverAnException(
            @ForAll("matches") MatchAttributes match, @ForAll byte[] mask, @ForAll byte[] actions) {
        assertThat(KernelFlow.check(match.key(), Optional.of(match.mask()), actions))
                .isNotNull();
        assertThat(KernelFlow.check(match.key(), Optional.of(mask), actions)).isNotNull();
        assertThat(KernelFlow.check(actions, Optional.of(mask), actions)).isNotNull();
        assertThat(KernelFlow.checkMatch(mask, Optional.empty())).isNotNull();
    }

    @Property
    void whatMakesAKeyComesBack(@ForAll("matches") MatchAttributes match) throws Exception {
        RoundTrips.packed(match);
    }
}
