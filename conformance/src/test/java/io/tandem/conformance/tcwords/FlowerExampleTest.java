package io.tandem.conformance.tcwords;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowerExampleTest {
    @ParameterizedTest
    @CsvSource({
        "tc filter add dev eth0 ingress flower ip_proto tcp action drop,"
                + " tc filter add dev eth0 ingress flower ip_proto tcp action drop, ''",
        "tc filter add dev eth0 ingress flower ... action pedit ex munge ip dsfield set $((DSCP << 2)),"
                + " tc filter add dev eth0 ingress flower action pedit ex munge ip dsfield set 0xb8, ''",
        "tc filter add dev $ETH parent ffff: u32 match u32 0 0 flowid 1:1 action vlan pop,"
                + " tc filter add dev eth0 parent ffff: flower action vlan pop, u32",
        "tc filter add dev eth0 parent 1: u32 match u32 0 0 police rate 1mbit burst 100k,"
                + " tc filter add dev eth0 egress flower action police rate 1mbit burst 100k, u32",
        "tc filter add block 10 matchall action mirred egress mirror dev eth1,"
                + " tc filter add block 10 flower action mirred egress mirror dev eth1, matchall",
        "tc filter add dev eth0 parent 1: u32 match u32 0 0 flowid 1:1, '', u32"
    })
    void isTheFlowerFilterThatAnExampleIsAbout(String printed, String command, String replaced) {
        FlowerExample example = FlowerExample.of(List.of(new ManualPage("tc-any", List.of(printed))))
                .getFirst();
        assertEquals(new FlowerExample("tc-any", printed, command, replaced), example);
    }
}
