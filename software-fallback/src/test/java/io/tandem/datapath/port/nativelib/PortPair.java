package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortClock;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.PortKind;
import java.util.List;

/** A port of the kind under test, and a packet socket at the other end of its wire. */
record PortPair(Machine machine, PacketPort tested, PacketPort other) implements AutoCloseable {
    static PortPair open(PortKind kind, int mtu) throws PortException {
        return open(kind, mtu, 1);
    }

    static PortPair open(PortKind kind, int mtu, int queues) throws PortException {
        Machine machine = new Machine();
        try {
            PacketPort tested;
            PacketPort other;
            if (kind == PortKind.TAP) {
                String name = machine.tap(mtu, queues);
                tested = NativePorts.open(new PortConfig(1, kind, name, queues, PortClock.EPOCH));
                other = NativePorts.open(new PortConfig(2, PortKind.AF_PACKET, name));
            } else {
                List<String> wire = machine.veth(mtu);
                tested = NativePorts.open(new PortConfig(1, kind, wire.get(0), queues, PortClock.EPOCH));
                other = NativePorts.open(new PortConfig(2, PortKind.AF_PACKET, wire.get(1)));
            }
            Machine.await(() -> tested.state() == LinkState.UP);
            Machine.await(() -> other.state() == LinkState.UP);
            return new PortPair(machine, tested, other);
        } catch (PortException | RuntimeException | AssertionError e) {
            machine.close();
            throw e;
        }
    }

    @Override
    public void close() {
        tested.close();
        other.close();
        machine.close();
    }
}
