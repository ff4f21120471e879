package io.tandem.conformance.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tandem.conformance.guest.Guest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("guest")
class OffloadingOvsTest {
    @Test
    void tellsWhatBecomesATcFilter() throws Exception {
        List<OffloadVerdict> verdicts = new OffloadingOvs(new Guest(Path.of("target", "guest")))
                .judge(List.of(
                        new FlowText("in_port(port1),eth(),eth_type(0x0800),ipv4(frag=no)", "port2"),
                        new FlowText("in_port(port1),eth(),eth_type(0x1234)", "trunc(100),port2"),
                        new FlowText("in_port(port1),eth_type(0x0800)", "port9"),
                        new FlowText(
                                "tunnel(tun_id=0x1,src=1.1.1.1,dst=2.2.2.2,ttl=64,flags(-df-csum+key)),in_port(vxlan_sys_4789),eth(),"
                                        + "eth_type(0x0800),ipv4(frag=no)",
                                "port2")));
        OffloadVerdict.InTc plain = assertInstanceOf(OffloadVerdict.InTc.class, verdicts.get(0));
        assertEquals(List.of("port1"), List.copyOf(plain.filters().keySet()));
        assertInstanceOf(OffloadVerdict.InKernel.class, verdicts.get(1));
        assertInstanceOf(OffloadVerdict.Refused.class, verdicts.get(2));
        OffloadVerdict.InTc tunnelled =
                assertInstanceOf(OffloadVerdict.InTc.class, verdicts.get(3), verdicts.get(3)::toLine);
        assertEquals(
                List.of(OffloadProgram.VXLAN_DEVICE),
                List.copyOf(tunnelled.filters().keySet()));
    }
}
