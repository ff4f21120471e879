package io.tandem.tc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.tc.filter.CtFlag;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FlowerKey;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every number here against what a C compiler finds in the headers of the kernel. */
class HeaderNumbersTest {
    private static final Path INCLUDE = Path.of("/usr/include/linux");
    private static final List<String> HEADERS = List.of(
            "rtnetlink.h",
            "pkt_cls.h",
            "pkt_sched.h",
            "gen_stats.h",
            "netlink.h",
            "tc_act/tc_gact.h",
            "tc_act/tc_mirred.h",
            "tc_act/tc_vlan.h",
            "tc_act/tc_mpls.h",
            "tc_act/tc_pedit.h",
            "tc_act/tc_csum.h",
            "tc_act/tc_tunnel_key.h",
            "tc_act/tc_ct.h",
            "tc_act/tc_sample.h",
            "tc_act/tc_skbedit.h");

    @Test
    void numbersAreThoseOfTheHeaders(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "no gcc");
        Assumptions.assumeTrue(Files.isReadable(INCLUDE.resolve("pkt_cls.h")), "no headers of the kernel");
        String headers = headers();
        Map<String, Long> expected = new TreeMap<>(expected());
        List<String> newer = new ArrayList<>();
        expected.keySet().removeIf(name -> {
            boolean missing = name.matches("\\w+")
                    && !Pattern.compile("\\b" + name + "\\b").matcher(headers).find();
            if (missing) {
                newer.add(name);
            }
            return missing;
        });
        System.out.println("not in these headers: " + newer);
        assertTrue(newer.size() < expected.size() / 10, "too many names that the headers lack: " + newer);
        assertEquals(expected, compiled(folder, expected));
    }

    private static Map<String, Long> expected() throws IllegalAccessException {
        Map<String, Long> expected = new TreeMap<>();
        for (Field field : TcNumbers.class.getDeclaredFields()) {
            if (!field.isSynthetic()) {
                expected.put(field.getName(), (long) field.getInt(null));
            }
        }
        for (FlowerKey key : FlowerKey.values()) {
            expected.put("TCA_FLOWER_KEY_" + key, (long) key.valueAttribute());
            if (key.maskable()) {
                expected.put("TCA_FLOWER_KEY_" + key + "_MASK", (long) key.maskAttribute());
            }
        }
        for (CtFlag flag : CtFlag.values()) {
            expected.put("TCA_CT_ACT_" + flag, (long) flag.bit());
        }
        for (FilterFlag flag : FilterFlag.values()) {
            expected.put("TCA_CLS_FLAGS_" + flag, (long) flag.bit());
        }
        expected.put("sizeof(struct tcmsg)", (long) FilterEncoder.HEADER);
        expected.put("sizeof(struct tcamsg)", (long) SharedActionEncoder.HEADER);
        expected.put("offsetof(struct tcmsg, tcm_parent)", 12L);
        expected.put("offsetof(struct tcmsg, tcm_info)", 16L);
        expected.put("sizeof(struct tc_gact)", (long) ActionFormat.GENERIC);
        expected.put("offsetof(struct tc_gact, action)", 8L);
        expected.put("offsetof(struct tc_gact, bindcnt)", 16L);
        expected.put("offsetof(struct tc_mirred, eaction)", (long) ActionFormat.GENERIC);
        expected.put("offsetof(struct tc_mirred, ifindex)", (long) ActionFormat.GENERIC + 4);
        expected.put("sizeof(struct tc_pedit_sel)", (long) PeditFormat.SELECTOR);
        expected.put("sizeof(struct tc_pedit_key)", (long) PeditFormat.KEY);
        expected.put("offsetof(struct tc_pedit_key, off)", 8L);
        expected.put("sizeof(struct tc_police)", (long) PoliceFormat.POLICE);
        expected.put("sizeof(struct tc_ratespec)", (long) PoliceFormat.RATE_SPECIFICATION);
        expected.put("offsetof(struct tc_police, rate)", 20L);
        expected.put("offsetof(struct tc_police, bindcnt)", 48L);
        expected.put("offsetof(struct tc_ratespec, mpu)", 6L);
        expected.put("offsetof(struct tc_ratespec, rate)", 8L);
        expected.put("sizeof(struct tcf_t)", 32L);
        expected.put("offsetof(struct tcf_t, lastuse)", 8L);
        expected.put("offsetof(struct tcf_t, firstuse)", 24L);
        expected.put("offsetof(struct gnet_stats_basic, packets)", 8L);
        expected.put("offsetof(struct gnet_stats_queue, drops)", 8L);
        expected.put("offsetof(struct gnet_stats_queue, overlimits)", 16L);
        return expected;
    }

    private static String headers() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String header : HEADERS) {
            all.append(Files.readString(INCLUDE.resolve(header)));
        }
        return all.toString();
    }

    private static Map<String, Long> compiled(Path folder, Map<String, Long> names)
            throws IOException, InterruptedException {
        StringBuilder source = new StringBuilder("#include <stddef.h>\n#include <stdio.h>\n");
        HEADERS.forEach(
                header -> source.append("#include <linux/").append(header).append(">\n"));
        source.append("int main(void) {\n");
        names.keySet().forEach(name -> source.append("printf(\"%s=%ld\\n\", \"")
                .append(name)
                .append("\", (long)(")
                .append(name)
                .append("));\n"));
        Path file = folder.resolve("numbers.c");
        Files.writeString(file, source.append("return 0; }\n"));
        run(List.of("/usr/bin/gcc", "-o", folder.resolve("numbers").toString(), file.toString()));
        Map<String, Long> found = new TreeMap<>();
        run(List.of(folder.resolve("numbers").toString())).lines().forEach(line -> {
            int equals = line.lastIndexOf('=');
            found.put(line.substring(0, equals), Long.parseLong(line.substring(equals + 1)));
        });
        return found;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
