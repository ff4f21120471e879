package io.tandem.rte.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.eal.FreshJvm;
import io.tandem.rte.nativelib.LibEthdev;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Ports that are on one device, as representors are; here those of net_ring. */
class PortsOfOneDeviceTest {
    @Test
    void endOneByOneAndTheDeviceWithTheLast() throws Exception {
        assertThat(FreshJvm.run(OnARing.class).lines())
                .containsSubsequence(
                        "both are there: true, true",
                        "the first is closed: true, the second is there: true, on its device: true",
                        "the second is closed: true, the device comes anew: true");
    }

    /** Closes two ports of a device in turn. */
    static final class OnARing {
        private static final String DEVICE = "net_ring0,nodeaction=one:0:CREATE,nodeaction=two:0:CREATE";

        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(64));
            EthPort one = EthPort.attach(eal, DEVICE);
            EthPort two = EthPort.attached(eal, DEVICE, one.number() + 1);
            System.out.println("both are there: " + !one.removed() + ", " + !two.removed());
            one.close();
            boolean onDevice = LibEthdev.portOf("net_ring0").equals(OptionalInt.of(two.number()));
            System.out.println("the first is closed: " + one.removed() + ", the second is there: " + !two.removed()
                    + ", on its device: " + onDevice);
            two.close();
            // a device that has stayed is not made anew, with its ports
            System.out.println("the second is closed: " + two.removed() + ", the device comes anew: "
                    + !EthPort.attach(eal, DEVICE).removed());
        }
    }
}
