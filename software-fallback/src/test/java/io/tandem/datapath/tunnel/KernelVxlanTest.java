package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowField;
import io.tandem.vectors.Frames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * VXLAN with the kernel of this machine at the other end: its vxlan devices over a TAP, in a network namespace of their
 * own.
 */
final class KernelVxlanTest {
    private static final int FRAMES = 40;
    private static final int IPV4_ID = 123;
    private static final int IPV6_ID = 124;
    private static final int CONGESTION = 3;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(20_261_121);
    private final TunnelBench bench = new TunnelBench();

    /** The kernel's end: one line in, one line out. */
    private record Kernel(Process process, PrintWriter in, BufferedReader out) implements AutoCloseable {
        String ask(String device, byte[] frame) throws IOException {
            in.println(device + " " + HexFormat.of().formatHex(frame));
            return Objects.requireNonNullElse(out.readLine(), "the kernel's end is gone");
        }

        @Override
        public void close() {
            in.close();
            process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
            process.destroyForcibly();
        }
    }

    private Kernel start() throws IOException {
        Path script = folder.resolve("kernel_vxlan.py");
        try (InputStream source = Objects.requireNonNull(getClass().getResourceAsStream("kernel_vxlan.py"))) {
            Files.copy(source, script);
        }
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder("unshare", "--net", "python3", script.toString())
                .redirectError(errors.toFile())
                .start();
        Kernel kernel = new Kernel(
                process,
                new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true),
                process.inputReader(StandardCharsets.UTF_8));
        String first = kernel.out().readLine();
        if (!"ready".equals(first)) {
            kernel.close();
            Assumptions.abort("no vxlan devices over a TAP here (root, python3, iproute2, the kernel's vxlan and tun): "
                    + Files.readString(errors));
        }
        return kernel;
    }

    private OuterTemplate template(boolean ipv6) {
        OuterTemplate any = OuterTemplate.random(TunnelProtocol.VXLAN, ipv6, random);
        int id = ipv6 ? IPV6_ID : IPV4_ID;
        // a receiver drops congestion marks that the inner packet cannot take over (RFC 6040 section 4.2)
        return new OuterTemplate(
                any.protocol(), ipv6, any.tos() & ~CONGESTION, any.ttl(), any.df(), any.csum(), id, any.options());
    }

    @Test
    void theKernelPopsWhatIsPushed() throws IOException {
        try (Kernel kernel = start()) {
            for (int i = 0; i < FRAMES; i++) {
                byte[] inner = Frames.udp(random.nextInt(0x10000), 53, 60 + random.nextInt(1400));
                TunnelPush.of(template(i % 2 == 1).action()).push(bench.take(inner));
                assertThat(kernel.ask("tap", bench.bytes()))
                        .isEqualTo(HexFormat.of().formatHex(inner));
            }
        }
    }

    @Test
    void popsWhatTheKernelPushes() throws IOException {
        TunnelPortConfig port = new TunnelPortConfig(9, TunnelProtocol.VXLAN, 4789);
        try (Kernel kernel = start()) {
            for (int i = 0; i < FRAMES; i++) {
                boolean ipv6 = i % 2 == 1;
                byte[] inner = Frames.udp(random.nextInt(0x10000), 53, 60 + random.nextInt(1300));
                String outer = kernel.ask(ipv6 ? "vx6" : "vx4", inner);
                assertThat(outer).startsWith("aa55aa550000f8bc124434b6");
                bench.take(HexFormat.of().parseHex(outer));
                assertThat(TunnelPop.pop(bench.packet, port)).isEqualTo(PopResult.POPPED);
                assertThat(bench.bytes()).isEqualTo(inner);
                assertThat(bench.tunnel().get(FlowField.TUNNEL_ID)).isEqualTo(ipv6 ? IPV6_ID : IPV4_ID);
                assertThat(bench.tunnel().get(FlowField.TUNNEL_FAMILY)).isEqualTo(ipv6 ? 2 : 1);
            }
        }
    }
}
