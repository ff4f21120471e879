package io.tandem.agent.run;

import io.tandem.agent.engine.AgentView;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.agent.engine.Switch;
import io.tandem.agent.traffic.SampleTraffic;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.Port;
import io.tandem.hwsim.driver.SimNicDevice;
import java.time.Duration;
import java.util.Optional;

/** Sample traffic through a NIC, where there is one, and a switch behind it; what is sent goes nowhere. */
final class SampleLinks implements Traffic {
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Switch target;
    private final Optional<SimNicDevice> nic;
    private final PacketLoop packets;
    private final Thread thread;

    SampleLinks(Switch target, Optional<SimNicDevice> nic, SampleTraffic traffic) {
        this.target = target;
        this.nic = nic;
        for (int port = 1; port <= SampleTraffic.PORTS; port++) {
            target.attach(new Wire(port));
        }
        this.packets = new PacketLoop(target, traffic);
        this.thread = Thread.ofPlatform().name("packets").unstarted(packets);
    }

    /** The end of a simulated cable: what is sent there has left. */
    private record Wire(int number) implements Port {
        @Override
        public void transmit(Packet packet) {
            // The datapath has counted it; nobody is at the other end.
        }
    }

    @Override
    public AgentView view() {
        return target;
    }

    @Override
    public OffloadEngine engine() {
        return target.engine();
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        packets.stop();
        try {
            thread.join(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void maintain() {}

    @Override
    public void close() {
        nic.ifPresent(SimNicDevice::close);
    }
}
