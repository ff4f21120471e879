package io.tandem.datapath.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.KeyAttribute;
import io.tandem.vectors.Frames;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FlowHashTest {
    private static final String ADDRESSES = "020000000002" + "020000000001";

    private final FlowHash hashes = new FlowHash();

    /** The numbers are those of flow_hash_5tuple, hash_int and flow_hash_symmetric_l3l4 of Open vSwitch, compiled. */
    @ParameterizedTest
    @CsvSource({
        "08004500002800014000400600000a0000010a0000023039005000000001000000025010200000000000,46a41e5f,a77f79ed,a43685f5",
        "0800450000200001400040110000c0a80001c0a8000a30390035000c000001020304,7e432f67,36a39d8f,82927458",
        "08004500002000012000401100000a0000010a00000230390035000c000001020304,83d4506c,47fedd4c,3c595efd",
        "86dd6000000000143a4020010db8000000000000000000000001fe8000000000000000000000000000028000000012340001,"
                + "d848bf16,0fce529f,4c8fc9ac",
        "86dd600000000014064020010db8000000000000000000000001fe80000000000000000000000000000230390050000000010000000250"
                + "10200000000000,9e56de79,123d6b98,640455da",
        "810000058100000688b5aabb,087fcd5c,b4034b22,2be5ab8c",
        "08060001080006040001020000000001c0a80001000000000000c0a80002,0cd59dcb,66d400dc,b3ff0da9",
        "0800450000200001400040840000c0a80001c0a8000a30390035000c000001020304,7a40b7b7,6ce1e649,0c2671cb"
    })
    void isThatOfOpenVSwitch(String frame, String five, String l4, String symmetric) {
        byte[] bytes = HexFormat.of().parseHex(ADDRESSES + frame);
        Packet packet = PacketBatch.single();
        packet.set(bytes, 0, bytes.length, 1, 0);
        assertThat(HexFormat.of().toHexDigits(hashes.of(packet))).isEqualTo(five);
        assertThat(HexFormat.of().toHexDigits(hashes.l4(packet, 7))).isEqualTo(l4);
        assertThat(HexFormat.of().toHexDigits(hashes.symmetric(packet, 7))).isEqualTo(symmetric);
    }

    @Test
    void staysWithThePacketWhileItsPortsChange() {
        ActionBench bench = new ActionBench();
        OdpAction ports = new OdpAction.Set(
                KeyAttribute.UDP, FlowKey.builder().set(FlowField.UDP_SRC, 5).build());
        byte[] frame = Frames.udp(1, 53, 60);
        bench.execute(frame, new OdpAction.Hash(0, 1), new OdpAction.Recirc(1));
        long first = bench.recirculated.get(FlowField.DP_HASH);
        assertThat(first).isNotZero();
        bench.execute(frame, new OdpAction.Hash(0, 0), ports, new OdpAction.Hash(0, 1), new OdpAction.Recirc(1));
        assertThat(bench.recirculated.get(FlowField.DP_HASH)).isEqualTo(first);
        bench.execute(frame, ports, new OdpAction.Hash(0, 1), new OdpAction.Recirc(1));
        assertThat(bench.recirculated.get(FlowField.DP_HASH)).isNotEqualTo(first);
    }
}
