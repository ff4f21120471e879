package io.tandem.agent.config;

import io.tandem.rte.eal.EalConfig;
import java.util.List;

/**
 * How DPDK starts, where there are ports of it.
 *
 * @param mbufs packet buffers for all of them
 */
public record EalSetting(EalConfig config, int mbufs) {
    private static final int MOST_MEMORY = 1 << 20;
    private static final int FEWEST_MBUFS = 1_023;
    private static final int MOST_MBUFS = (1 << 24) - 1;
    private static final int DEFAULT_MBUFS = 65_535;

    static EalSetting read(ConfigSection section) throws ConfigException {
        boolean hugepages = section.flag("hugepages", true);
        EalConfig config = new EalConfig(
                section.optionalText("cores", "core numbers, as 0 or 0-1,3").orElse("0"),
                (int) section.number("memory", 1, MOST_MEMORY, EalConfig.DEFAULT_MEMORY),
                hugepages,
                section.flag("pci", hugepages),
                section.has("arguments") ? section.texts("arguments") : List.of());
        int mbufs = (int) section.number("mbufs", FEWEST_MBUFS, MOST_MBUFS, DEFAULT_MBUFS);
        section.end();
        return new EalSetting(config, mbufs);
    }
}
