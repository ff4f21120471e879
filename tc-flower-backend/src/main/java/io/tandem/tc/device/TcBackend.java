package io.tandem.tc.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadBackend;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.link.Links;
import io.tandem.tc.meter.PoliceMeters;
import io.tandem.tc.nativelib.KernelGracePeriod;
import io.tandem.tc.nativelib.KernelTransport;
import io.tandem.tc.nativelib.RouteLinks;
import io.tandem.tc.probe.KernelFeatures;
import io.tandem.tc.probe.KernelProbe;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;

/** TC flower as a backend. The settings are in docs/configuration.md. */
public final class TcBackend implements OffloadBackend {
    @Override
    public String name() {
        return "tc";
    }

    @Override
    public TcDevice open(DeviceConfig config) throws BackendUnavailableException {
        RouteLinks links = RouteLinks.open();
        return open(config, new Kernel(links), probe(config.name(), links));
    }

    /** Opens a device whose rules another than the kernel holds, who takes all that a kernel can. */
    public static TcDevice open(DeviceConfig config, TcHolder holder) throws BackendUnavailableException {
        return open(config, holder, KernelFeatures.all());
    }

    private static TcDevice open(DeviceConfig config, TcHolder holder, KernelFeatures kernel)
            throws BackendUnavailableException {
        TcSettings settings = TcSettings.of(config);
        TcCapabilities capabilities = kernel.capabilities()
                .withExactOptionLength(settings.exactOptionLength())
                .withConstantTunnelFlags(settings.constantTunnelFlags());
        ChainNumbers chains = new ChainNumbers();
        PoliceMeters meters = new PoliceMeters(settings.meters(), kernel, settings.policy());
        return TcDevice.open(
                config.name(),
                settings,
                new TcDevice.Surroundings(
                        holder::open,
                        holder.links(),
                        kernel,
                        kernel.abilities(capabilities),
                        meters,
                        chains,
                        ports -> {
                            MegaflowTranslator translator = new MegaflowTranslator(capabilities, ports, chains, meters);
                            return translator::translate;
                        },
                        holder::awaitPackets,
                        holder::now));
    }

    private record Kernel(Links links) implements TcHolder {
        @Override
        public TcTransport open() throws BackendUnavailableException, TransportException {
            return KernelTransport.open();
        }

        @Override
        public void awaitPackets() {
            KernelGracePeriod.await();
        }

        @Override
        public long now() {
            return System.nanoTime();
        }
    }

    private static KernelFeatures probe(String device, RouteLinks links) throws BackendUnavailableException {
        try (KernelTransport transport = KernelTransport.open()) {
            return KernelProbe.run(transport, links);
        } catch (TransportException e) {
            throw new BackendUnavailableException("device " + device + ": " + e.getMessage(), e);
        }
    }
}
