package io.tandem.agent.config;

import io.tandem.rte.eal.EalConfig;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How DPDK starts, where there are ports of it.
 *
 * @param mbufs packet buffers for all of them
 */
public record EalSetting(EalConfig config, int mbufs) {
    private static final String CORES = "core numbers, as 0 or 0-1,3";
    private static final Pattern CORE_LIST = Pattern.compile("[0-9]{1,4}(-[0-9]{1,4})?(,[0-9]{1,4}(-[0-9]{1,4})?)*");
    private static final int MOST_MEMORY = 1 << 20;
    private static final int FEWEST_MBUFS = 1_023;
    private static final int MOST_MBUFS = (1 << 24) - 1;
    private static final int DEFAULT_MBUFS = 65_535;

    static EalSetting read(ConfigSection section) throws ConfigException {
        boolean hugepages = section.flag("hugepages", true);
        String cores = section.optionalText("cores", CORES).orElse("0");
        if (!CORE_LIST.matcher(cores).matches()) {
            // of such a value EAL prints all of its usage
            throw section.wrong("cores", CORES);
        }
        EalConfig config = new EalConfig(
                cores,
                (int) section.number("memory", 1, MOST_MEMORY, EalConfig.DEFAULT_MEMORY),
                hugepages,
                section.flag("pci", hugepages),
                section.has("arguments") ? section.texts("arguments") : List.of());
        int mbufs = (int) section.number("mbufs", FEWEST_MBUFS, MOST_MBUFS, DEFAULT_MBUFS);
        section.end();
        return new EalSetting(config, mbufs);
    }
}
