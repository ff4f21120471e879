package io.tandem.conformance.tc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of iproute2, and what the kernel says in /proc. */
final class Commands {
    private Commands() {}

    /** Runs {@code ip} or {@code tc} with words that have blanks between; answers what it printed. */
    static String run(String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(line.split(" ", -1)))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(line + ": exit " + status + ": " + said.strip());
        }
        return said;
    }

    /** IPv4 packets that came up to the host. Source: Documentation/networking/snmp_counter.rst, IpInReceives. */
    static long hostReceived() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/net/snmp")).stream()
                .filter(line -> line.startsWith("Ip:"))
                .toList();
        List<String> names = List.of(lines.getFirst().split(" ", -1));
        return Long.parseLong(lines.getLast().split(" ", -1)[names.indexOf("InReceives")]);
    }

    static int ifindex(String device) throws IOException {
        return Integer.parseInt(
                Files.readString(Path.of("/sys/class/net", device, "ifindex")).strip());
    }
}
