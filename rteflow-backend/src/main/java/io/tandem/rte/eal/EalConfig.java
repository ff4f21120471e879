package io.tandem.rte.eal;

import java.util.ArrayList;
import java.util.List;

/**
 * How EAL starts.
 *
 * @param cores where EAL's own threads may run, as "0" or "0-1,3"; the first one is EAL's main core. Packet threads run
 *     where they are pinned, whatever stands here
 * @param memoryMegabytes of EAL's heap, in MiB, at start
 * @param hugepages whether the heap is made of huge pages; without them, physical devices cannot be used
 * @param pci whether devices on the PCI bus are looked for
 * @param extra further arguments of EAL, as they are
 */
public record EalConfig(String cores, int memoryMegabytes, boolean hugepages, boolean pci, List<String> extra) {
    /** Enough for some ten thousand mbufs of the usual size. */
    public static final int DEFAULT_MEMORY = 512;

    private static final String PROGRAM = "tandem";

    public EalConfig {
        extra = List.copyOf(extra);
    }

    /** No huge pages and no PCI: for virtual devices, on any machine. */
    public static EalConfig virtual(int memoryMegabytes) {
        return new EalConfig("0", memoryMegabytes, false, false, List.of());
    }

    /** As main gets them: the program's name first. */
    List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(List.of(PROGRAM, "-l", cores, "-m", Integer.toString(memoryMegabytes)));
        if (!hugepages) {
            arguments.add("--no-huge");
        }
        if (!pci) {
            arguments.add("--no-pci");
        }
        if (extra.stream().noneMatch(e -> e.startsWith("--file-prefix"))) {
            // nothing is shared with other processes, so any number of them can run
            arguments.add(hugepages && !extra.contains("--legacy-mem") ? "--in-memory" : "--no-shconf");
        }
        if (!extra.contains("--telemetry")) {
            arguments.add("--no-telemetry");
        }
        arguments.addAll(extra);
        return List.copyOf(arguments);
    }
}
