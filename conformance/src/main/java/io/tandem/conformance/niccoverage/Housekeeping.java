package io.tandem.conformance.niccoverage;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.TrackedConnection;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.IpProto;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Fault;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** What a driver asks of the NIC beside rules and packets: every register, dumps, a scan for idle rules, faults, a chain. */
final class Housekeeping {
    private static final int FRAME = 100;
    private static final int PORTS = 4;

    private static final TrackedConnection CONNECTION = new TrackedConnection(FlowKey.builder()
            .set(FlowField.ETH_TYPE, EtherType.IPV4)
            .set(FlowField.IPV4_PROTO, IpProto.UDP)
            .set(FlowField.CT_STATE, CtStateFlag.ESTABLISHED.bit() | CtStateFlag.TRACKED.bit())
            .set(FlowField.CT_ZONE, 1)
            .build());

    static void run(DeviceConfig device) throws BackendUnavailableException, DeviceException {
        try (SimNicDevice nic = new SimNicBackend().open(device)) {
            nic.apply(List.of(
                    put("recirc_id(0),in_port(1)", "recirc(7)"),
                    put("recirc_id(7),in_port(1)", "2"),
                    put("recirc_id(0),in_port(2)", "drop"),
                    put("recirc_id(0),in_port(3)", "recirc(8)"),
                    put("recirc_id(8),in_port(3)", "recirc(8)"),
                    put("recirc_id(0),in_port(4)", "ct(zone=1),recirc(9)"),
                    put("recirc_id(9),in_port(4),eth_type(0x0800),ipv4(proto=17),ct_state(+est)", "recirc(10)"),
                    put("recirc_id(10),in_port(4),eth_type(0x0800),ipv4(proto=17),ct_zone(1)", "1"),
                    new OffloadOperation.Track(CONNECTION)));
            send(nic);
            nic.dump(Set.of(), rule -> {});
            nic.idleSince(1);
            for (Fault.Kind kind : List.of(Fault.Kind.FREEZE_COUNTERS, Fault.Kind.FLIP_BIT)) {
                nic.controls().inject(Fault.newBuilder().setKind(kind).setN(1).build());
                send(nic);
            }
            for (Register register : Register.values()) {
                for (int i = 0; i < register.most(); i++) {
                    if (register.access().reads() && register.has(i, PORTS)) {
                        nic.read(register, i);
                    }
                }
            }
            nic.flush();
        }
    }

    private static void send(SimNicDevice nic) {
        WireBurst burst = new WireBurst();
        for (int port = 1; port <= PORTS; port++) {
            burst.add(port, new byte[FRAME]);
        }
        burst.add(PORTS, ofConnection());
        nic.exchange(burst, System.nanoTime());
    }

    /** UDP over IPv4 from address and port zero to themselves. */
    private static byte[] ofConnection() {
        ByteBuffer frame = ByteBuffer.allocate(FRAME);
        frame.putShort(12, (short) EtherType.IPV4);
        frame.putInt(14, 0x4500_0000 | FRAME - 14).putInt(22, 0x4011_0000);
        int sum = 0x4500 + FRAME - 14 + 0x4011;
        frame.putShort(24, (short) ~((sum & 0xffff) + (sum >>> 16)));
        frame.putShort(38, (short) (FRAME - 34));
        return frame.array();
    }

    private static OffloadOperation put(String key, String actions) {
        try {
            OdpMatch match = OdpKeyText.parseMasked(key, PortNames.any());
            return new OffloadOperation.Put(
                    Megaflow.of(match.key(), match.mask(), OdpActionText.parse(actions, PortNames.any())));
        } catch (OdpParseException e) {
            throw new IllegalStateException("a flow of this class: " + key, e);
        }
    }

    private Housekeeping() {}
}
