package io.tandem.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.fuzz.RoundTrips;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpKeyText;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FlowCodecTest {
    @Provide
    Arbitrary<FlowArbitraries.Flow> flows() {
        return FlowArbitraries.any();
    }

    @Property(tries = 2000)
    void netlinkGivesTheSameKeyBack(@ForAll("flows") FlowArbitraries.Flow flow) throws Exception {
        MatchAttributes written = MatchEncoder.USERSPACE.encode(flow.key(), flow.mask());
        assertThat(MatchDecoder.key(written.key())).isEqualTo(flow.key());
        FlowMask mask = MatchDecoder.mask(written.mask(), flow.key());
        assertThat(MatchEncoder.USERSPACE.encode(flow.key(), mask)).isEqualTo(written);
        RoundTrips.attributes(written);
    }

    @Property(tries = 2000)
    void protobufGivesTheSameFlowBack(@ForAll("flows") FlowArbitraries.Flow flow) throws Exception {
        RoundTrips.flow(Megaflow.of(flow.key(), flow.mask(), List.of()));
    }

    @Property
    void everyFlowHasText(@ForAll("flows") FlowArbitraries.Flow flow) {
        assertThat(OdpKeyText.print(flow.key(), flow.mask())).contains("eth");
    }
}
