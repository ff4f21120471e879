package io.tandem.agent.config;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceMeter;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortKind;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.rte.device.RteBackend;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The device that rules go to.
 *
 * @param backend which one
 * @param settings those of the file, in the backend's own words
 */
public record OffloadSetting(Backend backend, Map<String, String> settings) {
    /** TC flower with all settings as they are when none is given. */
    public static final OffloadSetting TC = new OffloadSetting(Backend.TC, Map.of());

    private static final String POLICY = "policy";
    private static final int LONGEST_NAME = 15;
    private static final String RECEIVER = "trx-";

    /** A backend, and the settings that a file can give. Ports, receivers and meters come from its other sections. */
    public enum Backend {
        /** Rules in the kernel's filters; its device is opened before the ports, which listen where it lets them. */
        TC(
                "tc0",
                List.of(POLICY, "priorities"),
                Map.of("grace-seconds", Integer.MAX_VALUE, "refresh-millis", Integer.MAX_VALUE),
                List.of("constant-tunnel-flags", "exact-option-length")),
        /** Rules of DPDK's ports; its device is opened when these are there. */
        RTE_FLOW(
                "rte0",
                List.of("driver", "marks"),
                Map.of(
                        "lowest-priority", Integer.MAX_VALUE,
                        "age-seconds", RteBackend.LONGEST_AGE_SECONDS,
                        "tags", RteBackend.MOST_TAGS),
                List.of("constant-tunnel-flags", "miss-marks", "shared-counters", "uncounted"));

        private final String device;
        private final List<String> texts;
        private final Map<String, Integer> numbers;
        private final List<String> flags;

        Backend(String device, List<String> texts, Map<String, Integer> numbers, List<String> flags) {
            this.device = device;
            this.texts = texts;
            this.numbers = numbers;
            this.flags = flags;
        }

        /** Its name in a configuration and in reports. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public OffloadSetting {
        settings = Map.copyOf(settings);
    }

    static Optional<OffloadSetting> read(ConfigSection top, List<PortSetting> ports) throws ConfigException {
        if (!top.has("offload")) {
            return Optional.empty();
        }
        ConfigSection section = top.section("offload");
        Map<String, String> settings = new LinkedHashMap<>();
        Backend backend = section.choice("backend", Backend.class);
        if (backend == Backend.RTE_FLOW && ports.stream().noneMatch(PortSetting.Dpdk.class::isInstance)) {
            throw section.wrong("backend", "a port of kind dpdk, as rules of rte_flow are made at those");
        }
        for (String key : backend.texts) {
            section.optionalText(key, "a value of the backend's setting").ifPresent(text -> settings.put(key, text));
        }
        for (Map.Entry<String, Integer> number : backend.numbers.entrySet()) {
            String key = number.getKey();
            if (section.has(key)) {
                settings.put(key, String.valueOf(section.number(key, 0, number.getValue())));
            }
        }
        for (String key : backend.flags) {
            if (section.has(key)) {
                settings.put(key, String.valueOf(section.flag(key, false)));
            }
        }
        section.end();
        return Optional.of(new OffloadSetting(backend, settings));
    }

    /** What the device is opened with; tunnels and their routes are for rules of rte_flow, as TC has devices of its own. */
    DeviceConfig device(
            List<PortSetting> ports,
            List<TunnelPortConfig> tunnels,
            List<RouteConfig> routes,
            List<MeterSetting> meters) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        if (!meters.isEmpty()) {
            all.put("meters", meters.stream().map(OffloadSetting::text).collect(Collectors.joining(",")));
        }
        if (backend == Backend.RTE_FLOW) {
            all.put("ports", RteFlowPorts.text(ports, tunnels, routes));
            return new DeviceConfig(backend.device, all);
        }
        all.put("ports", pairs(served(ports), PortConfig::interfaceName));
        if (rulesInSoftware()) {
            all.put("receivers", pairs(served(ports), port -> receiver(port.interfaceName())));
        }
        return new DeviceConfig(backend.device, all);
    }

    /** The ports as they are opened beside the device: they receive what its rules leave. */
    List<PortSetting> beside(List<PortSetting> ports) {
        return ports.stream()
                .map(port -> port instanceof PortSetting.Kernel(PortConfig config)
                                && rulesInSoftware()
                                && config.kind() == PortKind.AF_PACKET
                        ? new PortSetting.Kernel(config.receivingOn(receiver(config.interfaceName())))
                        : port)
                .toList();
    }

    /** True where rules are in the kernel's software, which a socket on the port would hear packets before. */
    private boolean rulesInSoftware() {
        return backend == Backend.TC && !settings.getOrDefault(POLICY, "none").equals("skip_sw");
    }

    /** An XDP socket takes packets before rules of the kernel's software do, a TAP's other end is the host, DPDK has its own. */
    private List<PortConfig> served(List<PortSetting> ports) {
        return ports.stream()
                .filter(PortSetting.Kernel.class::isInstance)
                .map(port -> ((PortSetting.Kernel) port).config())
                .filter(port ->
                        port.kind() == PortKind.AF_PACKET || port.kind() == PortKind.AF_XDP && !rulesInSoftware())
                .toList();
    }

    /** The name of the interface beside a port's: the same in each life. */
    private static String receiver(String name) {
        String whole = RECEIVER + name;
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (RECEIVER.length() + bytes.length <= LONGEST_NAME) {
            return whole;
        }
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return RECEIVER + "%08x".formatted(sum.getValue());
    }

    private static String pairs(List<PortConfig> ports, Function<PortConfig, String> name) {
        return ports.stream()
                .map(port -> port.number() + "=" + name.apply(port))
                .collect(Collectors.joining(","));
    }

    private static String text(MeterSetting meter) {
        return new DeviceMeter(
                        meter.id(),
                        meter.config().unit() == MeterUnit.PACKETS ? DeviceMeter.Unit.PPS : DeviceMeter.Unit.KBPS,
                        meter.config().bands().stream()
                                .map(band -> new DeviceMeter.Band(band.rate(), band.burst()))
                                .toList())
                .toString();
    }
}
