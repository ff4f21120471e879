package io.tandem.conformance.dpdkspeed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast the processor's time stamp counter runs, which cycles are counted by. It is half of what the kernel calls
 * bogomips. Source: proc(5) /proc/cpuinfo; Linux arch/x86/kernel/cpu/proc.c and calibrate_delay_is_known in tsc.c.
 */
public final class ClockSpeed {
    private static final Pattern BOGOMIPS = Pattern.compile("^bogomips\\s*: *([0-9.]+)", Pattern.MULTILINE);

    /** In million cycles a second; of another kind of processor than x86 the number means nothing. */
    public static double megahertz() throws IOException {
        return parse(Files.readString(Path.of("/proc/cpuinfo")));
    }

    static double parse(String cpuinfo) throws IOException {
        Matcher found = BOGOMIPS.matcher(cpuinfo);
        if (!found.find()) {
            throw new IOException("/proc/cpuinfo does not say bogomips, so cycles cannot be counted");
        }
        return Double.parseDouble(found.group(1)) / 2;
    }

    private ClockSpeed() {}
}
