package io.tandem.rte.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.Bytes;
import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.eal.FreshJvm;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules at drivers that make them again from copies. */
@Timeout(180)
class KeptRulesTest {
    private static RteRule rule(RteAction action) {
        return new RteRule(0, 0, Set.of(Traffic.INGRESS), List.of(), List.of(action));
    }

    @Test
    void areRefusedWhereTheirCopyWouldPointToOtherRules() throws Exception {
        FreshJvm.assumeDpdk();
        assertThat(FreshJvm.run(OnBonding.class))
                .contains("drop done")
                .contains("header ACTION 95: the port's driver makes rules again from copies,"
                        + " which are without what RAW_ENCAP points to")
                .contains("sample ACTION 95: the port's driver makes rules again from copies,"
                        + " which are without what SAMPLE points to")
                .contains("null header UNSPECIFIED 38");
    }

    /** net_bonding without ports behind it takes every rule; net_null has none. */
    static final class OnBonding {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(128));
            EthFlows flows = new EthFlows();
            RteRule header = rule(new RteAction.RawEncap(Bytes.of(new byte[14])));
            try (EthPort port = EthPort.attach(eal, "net_bonding0,mode=0");
                    EthPort other = EthPort.attach(eal, "net_null0")) {
                say("drop", flows.create(port.number(), rule(RteAction.of(RteActionType.DROP))));
                say("header", flows.create(port.number(), header));
                say(
                        "sample",
                        flows.create(
                                port.number(),
                                rule(new RteAction.Sample(1, List.of(RteAction.of(RteActionType.DROP))))));
                say("null header", flows.create(other.number(), header));
            }
        }

        private static void say(String name, RteAnswer<?> answer) {
            System.out.println(name + " "
                    + (answer instanceof RteAnswer.Refused<?>(RteError error)
                            ? error.type() + " " + error.errno() + ": " + error.message()
                            : "done"));
        }
    }
}
