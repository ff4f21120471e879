package io.tandem.datapath.port.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** Interfaces and network namespaces of this machine for one test, under names of their own, gone when it is closed. */
final class Machine implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String STEM = "tp" + ProcessHandle.current().pid() % 1_000_000;

    private final Deque<String[]> undo = new ArrayDeque<>();

    Machine() {
        assumeRoot();
    }

    /** Skips the test where nothing of this can work. */
    static void assumeRoot() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "interfaces are only made by root");
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/ip")) || run("ip", "link").status() == 0, "no ip(8)");
    }

    /** What a program said. */
    record Said(int status, String output) {}

    /** A name that nothing else has. */
    static String name() {
        return STEM + "x" + NEXT.incrementAndGet();
    }

    /** Makes a pair of virtual Ethernet interfaces, quiet and up. */
    List<String> veth(int mtu) {
        String left = name();
        String right = name();
        must("ip", "link", "add", left, "type", "veth", "peer", "name", right);
        undo.push(new String[] {"ip", "link", "del", left});
        for (String end : List.of(left, right)) {
            quiet(end);
            must("ip", "link", "set", end, "mtu", "" + mtu, "up");
        }
        settle(left, right);
        return List.of(left, right);
    }

    /** Makes a TAP interface that stays while nobody has it open, quiet and down. */
    String tap(int mtu, int queues) {
        String name = name();
        if (queues > 1) {
            must("ip", "tuntap", "add", name, "mode", "tap", "multi_queue");
        } else {
            must("ip", "tuntap", "add", name, "mode", "tap");
        }
        undo.push(new String[] {"ip", "link", "del", name});
        quiet(name);
        must("ip", "link", "set", name, "mtu", "" + mtu);
        return name;
    }

    /** Keeps the kernel from speaking on an interface by itself. */
    static void quiet(String name) {
        must("ip", "link", "set", name, "addrgenmode", "none");
        try {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf", name, "disable_ipv6"), "1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void settle(String... names) {
        for (String name : names) {
            await(() -> run("ip", "link", "show", name).output().contains("LOWER_UP"));
        }
    }

    /** Makes a namespace and moves an interface there with an address; {@code ip netns exec} runs programs in it. */
    String namespace(String end, String address) {
        String space = name();
        must("ip", "netns", "add", space);
        undo.push(new String[] {"ip", "netns", "del", space});
        must("ip", "link", "set", end, "netns", space);
        must("ip", "-n", space, "addr", "add", address, "dev", end);
        must("ip", "-n", space, "link", "set", "lo", "up");
        must("ip", "-n", space, "link", "set", end, "up");
        await(() -> run("ip", "-n", space, "link", "show", end).output().contains("LOWER_UP"));
        return space;
    }

    /** Runs a program, which must succeed. */
    static String must(String... command) {
        Said said = run(command);
        assertThat(said.status())
                .as(String.join(" ", command) + "\n" + said.output())
                .isZero();
        return said.output();
    }

    static Said run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Said(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A question that is asked until it is answered with yes. */
    interface Question {
        boolean ask();
    }

    /** Waits until something is so; fails after ten seconds. */
    static void await(Question question) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!question.ask()) {
            assertThat(System.nanoTime()).as("it never became so").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** A counter of an interface, as {@code ip -s link} shows it. */
    static long statistic(String name, String counter) {
        try {
            return Long.parseLong(Files.readString(Path.of("/sys/class/net", name, "statistics", counter))
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        while (!undo.isEmpty()) {
            run(undo.pop());
        }
    }
}
