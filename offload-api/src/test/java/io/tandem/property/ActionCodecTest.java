package io.tandem.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.fuzz.RoundTrips;
import io.tandem.netlink.ActionDecoder;
import io.tandem.netlink.ActionEncoder;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.PortNames;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ActionCodecTest {
    @Provide
    Arbitrary<List<OdpAction>> actions() {
        return ActionArbitraries.any();
    }

    @Provide
    Arbitrary<List<OdpAction>> textual() {
        return ActionArbitraries.textual();
    }

    @Property(tries = 2000)
    void netlinkGivesTheSameActionsBack(@ForAll("actions") List<OdpAction> actions) throws Exception {
        byte[] bytes = ActionEncoder.encode(actions);
        List<OdpAction> decoded = ActionDecoder.decode(bytes);
        assertThat(decoded).isEqualTo(actions);
        assertThat(ActionEncoder.encode(decoded)).isEqualTo(bytes);
    }

    @Property(tries = 2000)
    void protobufGivesTheSameActionsBack(@ForAll("textual") List<OdpAction> actions) throws Exception {
        assertThat(RoundTrips.throughProto(actions)).isEqualTo(actions);
    }

    @Property(tries = 2000)
    void protobufCarriesAllButPadding(@ForAll("actions") List<OdpAction> actions) throws Exception {
        RoundTrips.actions(actions);
    }

    @Property(tries = 2000)
    void textGivesTheSameTextBack(@ForAll("textual") List<OdpAction> actions) throws Exception {
        String text = OdpActionText.print(actions);
        assertThat(OdpActionText.print(OdpActionText.parse(text, PortNames.any())))
                .isEqualTo(text);
    }
}
