package io.tandem.agent.config;

import io.tandem.backend.DeviceConfig;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortKind;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The device that rules go to.
 *
 * @param backend its name, {@code tc}
 * @param settings those of the file, in the backend's own words
 */
public record OffloadSetting(String backend, Map<String, String> settings) {
    /** TC flower with all settings as they are when none is given. */
    public static final OffloadSetting TC = new OffloadSetting("tc", Map.of());

    private static final String POLICY = "policy";
    private static final int LONGEST_NAME = 15;
    private static final String RECEIVER = "trx-";

    /** The names of settings that a file can give. Ports, receivers and meters come from its other sections. */
    private static final List<String> TEXTS = List.of(POLICY, "priorities");

    private static final List<String> NUMBERS = List.of("grace-seconds", "refresh-millis");
    private static final List<String> FLAGS = List.of("constant-tunnel-flags", "exact-option-length");

    private enum Backend {
        TC
    }

    public OffloadSetting {
        settings = Map.copyOf(settings);
    }

    static Optional<OffloadSetting> read(ConfigSection top) throws ConfigException {
        if (!top.has("offload")) {
            return Optional.empty();
        }
        ConfigSection section = top.section("offload");
        Map<String, String> settings = new LinkedHashMap<>();
        section.choice("backend", Backend.class);
        for (String key : TEXTS) {
            section.optionalText(key, "a value of the backend's setting").ifPresent(text -> settings.put(key, text));
        }
        for (String key : NUMBERS) {
            if (section.has(key)) {
                settings.put(key, String.valueOf(section.number(key, 0, Integer.MAX_VALUE)));
            }
        }
        for (String key : FLAGS) {
            if (section.has(key)) {
                settings.put(key, String.valueOf(section.flag(key, false)));
            }
        }
        section.end();
        return Optional.of(new OffloadSetting("tc", settings));
    }

    /** What the device is opened with. */
    DeviceConfig device(List<PortSetting> ports, List<MeterSetting> meters) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("ports", pairs(served(ports), PortConfig::interfaceName));
        if (rulesInSoftware()) {
            all.put("receivers", pairs(served(ports), port -> receiver(port.interfaceName())));
        }
        if (!meters.isEmpty()) {
            all.put("meters", meters.stream().map(OffloadSetting::text).collect(Collectors.joining(",")));
        }
        return new DeviceConfig("tc0", all);
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
        return !settings.getOrDefault(POLICY, "none").equals("skip_sw");
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
        String unit = meter.config().unit() == MeterUnit.PACKETS ? "pps" : "kbps";
        return meter.id() + "=" + unit + ":"
                + meter.config().bands().stream()
                        .map(band -> band.rate() + ":" + band.burst())
                        .collect(Collectors.joining("+"));
    }
}
