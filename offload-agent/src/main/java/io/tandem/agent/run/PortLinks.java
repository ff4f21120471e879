package io.tandem.agent.run;

import io.tandem.agent.config.AgentConfig;
import io.tandem.agent.config.OffloadSetting;
import io.tandem.agent.config.PortSetting;
import io.tandem.agent.config.RouteConfig;
import io.tandem.agent.dpdk.DpdkPort;
import io.tandem.agent.dpdk.DpdkPorts;
import io.tandem.agent.engine.AgentView;
import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.agent.engine.PortDevice;
import io.tandem.agent.engine.PortSwitch;
import io.tandem.agent.slowpath.SlowPath;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.poll.PollConfig;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.nativelib.NativePorts;
import io.tandem.datapath.tunnel.Route;
import io.tandem.datapath.tunnel.RouteTable;
import io.tandem.datapath.tunnel.Underlay;
import io.tandem.datapath.tunnel.UnderlayPort;
import io.tandem.datapath.upcall.UpcallConfig;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** Ports of this machine, as configured, with a switch between them. */
final class PortLinks implements Traffic {
    private static final int MAC_BYTES = 6;

    private final PortSwitch target;

    private PortLinks(PortSwitch target) {
        this.target = target;
    }

    /**
     * Opens the ports; no packet is carried before {@link #start}.
     *
     * @param services the configuration's
     * @param flowLimit flows that may be installed now
     * @throws PortException where a port cannot be opened; then none stays open
     * @throws BackendUnavailableException where the device that rules go to cannot be opened
     */
    static PortLinks open(
            AgentConfig config, ActionServices services, SlowPath slowPath, EngineConfig engine, IntSupplier flowLimit)
            throws PortException, BackendUnavailableException {
        List<PacketPort> ports = new ArrayList<>();
        Optional<PortDevice> device = device(config, OffloadSetting.Backend.TC);
        boolean done = false;
        try {
            Optional<DpdkPorts> dpdk = Optional.empty();
            for (PortSetting port : config.openedPorts()) {
                switch (port) {
                    case PortSetting.Kernel kernel -> ports.add(NativePorts.open(kernel.config()));
                    case PortSetting.Dpdk own -> {
                        if (dpdk.isEmpty()) {
                            dpdk = Optional.of(DpdkPorts.start(config.eal(), config.dpdkPorts()));
                        }
                        ports.add(dpdk.get().open(own));
                    }
                }
            }
            if (device.isEmpty()) {
                device = device(config, OffloadSetting.Backend.RTE_FLOW);
            }
            Underlay underlay = services.tunnels().underlay();
            underlay.routes(routes(config, ports));
            underlay.configure(config.neighbours());
            DatapathConfig datapath = new DatapathConfig(
                            config.emcInsertInverse(), config.smc(), config.classifier(), highest(config))
                    .withPacketThreads(config.threads())
                    .withUpcalls(UpcallConfig.threads(config.handlers()));
            PortLinks links = new PortLinks(new PortSwitch(
                    datapath,
                    services,
                    slowPath,
                    engine,
                    flowLimit,
                    device,
                    FlowEvents.none(),
                    ports,
                    PollConfig.threads(config.threads()).withCores(config.cores())));
            done = true;
            return links;
        } finally {
            if (!done) {
                ports.forEach(PacketPort::close);
                device.ifPresent(d -> d.device().close());
            }
        }
    }

    /** The device that rules go to, where it is of that backend. */
    private static Optional<PortDevice> device(AgentConfig config, OffloadSetting.Backend backend)
            throws BackendUnavailableException {
        return config.offload().filter(setting -> setting.backend() == backend).isPresent()
                ? Optional.of(PortDevice.open(backend.text(), config.device().orElseThrow()))
                : Optional.empty();
    }

    private static int highest(AgentConfig config) {
        return IntStream.concat(
                        config.ports().stream().mapToInt(PortSetting::number),
                        config.tunnels().stream().mapToInt(tunnel -> tunnel.number()))
                .max()
                .orElse(0);
    }

    private static RouteTable routes(AgentConfig config, List<PacketPort> ports) throws PortException {
        List<Route> routes = new ArrayList<>();
        for (RouteConfig route : config.routes()) {
            for (PacketPort port : ports) {
                if (port.number() == route.port()) {
                    routes.add(route.over(underlay(port)));
                }
            }
        }
        return new RouteTable(routes);
    }

    private static UnderlayPort underlay(PacketPort port) throws PortException {
        if (port instanceof DpdkPort dpdk) {
            return dpdk.underlay();
        }
        try {
            NetworkInterface link = NetworkInterface.getByName(port.name());
            byte[] mac = link == null ? new byte[0] : link.getHardwareAddress();
            if (link == null || mac == null || mac.length != MAC_BYTES) {
                throw new PortException(
                        port.name(),
                        "look for its Ethernet address",
                        0,
                        "it has none",
                        "route tunnels by another port");
            }
            ByteBuffer address = ByteBuffer.allocate(Long.BYTES).put(2, mac);
            return new UnderlayPort(port.number(), address.getLong(0), link.getMTU());
        } catch (IOException e) {
            throw new PortException(
                    port.name(), "look for its Ethernet address", 0, String.valueOf(e.getMessage()), "see ip link");
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
        target.start();
    }

    @Override
    public void takeRulesOut() {
        target.engine().switchOff();
    }

    @Override
    public void stop() {
        target.stop();
    }

    @Override
    public void maintain() {
        target.maintain();
    }

    @Override
    public void close() {
        target.close();
    }
}
