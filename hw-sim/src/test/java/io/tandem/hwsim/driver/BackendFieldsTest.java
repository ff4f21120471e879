package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FieldExamples;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchDecoder;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the NIC has no place for is refused by name, also where the field came into the language later. */
class BackendFieldsTest {
    @ParameterizedTest
    @EnumSource
    void placesTheFieldOrNamesIt(FlowField field) throws Exception {
        boolean asked = false;
        for (String text : FieldExamples.MATCHES) {
            MatchAttributes match = OdpKeyText.parse(text, PortNames.any());
            FlowKey key = MatchDecoder.key(match.key());
            FlowMask mask = MatchDecoder.mask(match.mask(), key);
            if (field.prerequisite().holds(key) && !mask.isZero(field) && !key.isZero(field)) {
                FlowMask alone = FlowMask.builder().exact(field).build();
                boolean placed = NicMatchTable.fields().contains(field);
                // options of different tunnels share a word, and the key does not tell whose they are
                assertThat(NicMatchTable.unsupported(key, alone).filter(f -> f.word() == field.word()))
                        .as(field + (placed ? " has a row in NicMatchTable" : " has no row in NicMatchTable")
                                + "; docs/adding-a-field.md, step 6")
                        .matches(refused -> refused.isPresent() != placed);
                asked = true;
            }
        }
        assertThat(asked)
                .as(field + " has no example; docs/adding-a-field.md, step 4")
                .isTrue();
    }
}
