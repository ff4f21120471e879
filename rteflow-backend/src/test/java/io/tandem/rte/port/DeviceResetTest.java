package io.tandem.rte.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.eal.FreshJvm;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.CheckedFlows;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a port's rules when its driver says that the device was reset, or is gone. */
@Timeout(60)
class DeviceResetTest {
    @BeforeEach
    void need() {
        FreshJvm.assumeDpdk();
    }

    @Test
    void aResetEndsThePortsLifeAndItsRulesAreNotAskedForAgain() throws Exception {
        assertThat(FreshJvm.run(Resets.class))
                .contains("made done")
                .contains("link done")
                .contains("after a reset HANDLE: rule 1 is not there: destroyed before, or lost with its port's reset")
                .contains("after a removal HANDLE: rule 2 is not there")
                .contains("alive");
    }

    /** Says what a driver says of its device: the state of its link, its reset, its removal. */
    static final class Resets {
        private static final int LINK = 1;
        private static final int RESET = 3;
        private static final int REMOVAL = 6;

        @SuppressWarnings("restricted")
        private static void happens(int event) throws Throwable {
            SymbolLookup library = library();
            MethodHandle process = Linker.nativeLinker()
                    .downcallHandle(
                            library.findOrThrow("rte_eth_dev_callback_process"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG));
            // the first of the array is port 0's
            int answer = (int) process.invokeExact(library.findOrThrow("rte_eth_devices"), event, 0L);
            assertThat(answer).isLessThanOrEqualTo(0);
        }

        @SuppressWarnings("restricted")
        private static SymbolLookup library() {
            for (String abi : List.of("26", "25", "24")) {
                try {
                    return SymbolLookup.libraryLookup("librte_ethdev.so." + abi, Arena.global());
                } catch (IllegalArgumentException absent) {
                    // another one is there
                }
            }
            return SymbolLookup.libraryLookup("librte_ethdev.so.23", Arena.global());
        }

        public static void main(String[] arguments) throws Throwable {
            Eal eal = Eal.start(EalConfig.virtual(64));
            EthPort port = EthPort.attach(eal, "net_bonding0,mode=0");
            RteRule rule = new RteRule(
                    0,
                    0,
                    Set.of(Traffic.INGRESS),
                    List.of(PatternItem.of(RteItem.ETH)),
                    List.of(RteAction.of(RteActionType.DROP)));
            CheckedFlows flows = new CheckedFlows(new EthFlows());
            FlowHandle first = ((RteAnswer.Done<FlowHandle>) flows.create(port.number(), rule)).value();
            System.out.println("made done");
            happens(LINK);
            System.out.println("link "
                    + (flows.update(port.number(), first, rule) instanceof RteAnswer.Refused<?> refused
                                    && refused.error().type() != RteErrorType.HANDLE
                            ? "done"
                            : "lost the rule"));
            happens(RESET);
            say("after a reset", flows.destroy(port.number(), first));
            FlowHandle second = ((RteAnswer.Done<FlowHandle>) flows.create(port.number(), rule)).value();
            happens(REMOVAL);
            say("after a removal", flows.destroy(port.number(), second));
            System.out.println("alive");
        }

        private static void say(String when, RteAnswer<?> answer) {
            System.out.println(when + " "
                    + (answer instanceof RteAnswer.Refused<?>(RteError error)
                            ? error.type() + ": " + error.message()
                            : "done"));
        }
    }
}
