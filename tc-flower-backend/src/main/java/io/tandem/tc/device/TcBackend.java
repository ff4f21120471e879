package io.tandem.tc.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadBackend;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.link.Links;
import io.tandem.tc.nativelib.KernelGracePeriod;
import io.tandem.tc.nativelib.KernelTransport;
import io.tandem.tc.nativelib.RouteLinks;
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
        return open(config, new Kernel(RouteLinks.open()));
    }

    /** Opens a device whose rules another than the kernel holds. */
    public static TcDevice open(DeviceConfig config, TcHolder holder) throws BackendUnavailableException {
        ChainNumbers chains = new ChainNumbers();
        TcSettings settings = TcSettings.of(config);
        TcCapabilities capabilities = TcCapabilities.LINUX_6_1
                .withConstantTunnelFlags(settings.constantTunnelFlags())
                .withExactOptionLength(settings.exactOptionLength());
        return TcDevice.open(
                config.name(),
                settings,
                new TcDevice.Surroundings(
                        holder::open,
                        holder.links(),
                        ports -> {
                            MegaflowTranslator translator =
                                    new MegaflowTranslator(capabilities, ports, chains, TcMeters.NONE);
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
}
