package io.tandem.rte.port;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports by the devices that a configuration names. */
class DeviceNameTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    net_tap0                                          | net_tap0
                    net_pcap0,rx_pcap=in.pcap                         | net_pcap0
                    0000:03:00.0                                      | 0000:03:00.0
                    0000:03:00.0,dv_flow_en=1                         | 0000:03:00.0
                    0000:03:00.0,representor=vf0                      | 0000:03:00.0_representor_vf0
                    0000:03:00.0,dv_flow_en=1,representor=vf12        | 0000:03:00.0_representor_vf12
                    0000:03:00.0,representor=3,dv_flow_en=1           | 0000:03:00.0_representor_vf3
                    0000:03:00.0,representor=sf4                      | 0000:03:00.0_representor_sf4
                    0000:03:00.0,representor=pf1vf0                   | 0000:03:00.0_representor_pf1vf0
                    0000:03:00.0,representor=c1pf0sf2                 | 0000:03:00.0_representor_c1pf0sf2
                    0000:03:00.0,representor=pf1                      | 0000:03:00.0_representor_pf1
                    """)
    void haveNamesOfTheirOwn(String device, String port) {
        assertThat(DeviceName.expected(device)).isEmpty();
        assertThat(DeviceName.of(device).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vf[0-1]",
                "[0,2]",
                "[0-1],dv_flow_en=1",
                "vf[0]",
                "pf[0-1]vf0",
                "pf[0,1]vf[0-1]",
                "pf0vf[0-1",
                "",
                "vf",
                "c1vf0",
                "vf0,representor=vf1",
                "-1",
                "0-1"
            })
    void areOneOfARepresentorsArgument(String representor) {
        assertThat(DeviceName.expected("0000:03:00.0,representor=" + representor))
                .hasValue("one representor, as in 0000:03:00.0,representor=vf0 (or sf0, pf1vf0, c1pf0vf0): each is a"
                        + " port of its own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bus=pci,addr=0000:03:00.0", "class=eth,mac=00:11:22:33:44:55"})
    void areOfDevicesThatAreNamedFirst(String device) {
        assertThat(DeviceName.expected(device))
                .hasValue("the PCI address or the name of a device before its arguments, as in"
                        + " 0000:03:00.0,representor=vf0");
    }
}
