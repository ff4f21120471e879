package io.tandem.conformance.guest;

import io.tandem.conformance.guest.GuestException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Debian kernel under QEMU, for one program at a time. The kernel is downloaded once into a cache directory; the guest
 * boots in a few seconds from an initramfs of busybox and four modules, sees the root directory of this machine
 * read-only under a writable overlay, and powers off when its program is done. QEMU emulates (TCG); acceleration is
 * not asked for, as nested machines often lack it.
 */
public final class Guest {
    private static final List<String> BOOT_MODULES = List.of("virtio_pci", "9pnet_virtio", "9p", "overlay");
    private static final List<HostTool> TOOLS = List.of(
            HostTool.QEMU,
            HostTool.BUSYBOX,
            HostTool.DEPMOD,
            HostTool.MODPROBE,
            HostTool.APT_GET,
            HostTool.APT_CACHE,
            HostTool.DPKG_DEB);
    private static final String STATUS = "status";
    private static final String STARTED = "started";
    private static final int QUOTED_LINES = 8;
    /** A dynamic ELF program names its loader in here. */
    private static final int ELF_HEAD_BYTES = 4096;

    private final Path cache;

    /** A guest that keeps kernels in {@code cache}, which may be absent yet. */
    public Guest(Path cache) {
        this.cache = cache.toAbsolutePath().normalize();
    }

    /** Boots, runs the program to its end or to its limit, and powers off. */
    public GuestResult run(GuestProgram program) throws IOException, InterruptedException, GuestException {
        List<HostTool> tools = new ArrayList<>(TOOLS);
        tools.addAll(program.tools());
        HostTool.require(tools);
        GuestKernel kernel = GuestKernel.obtain(cache);
        Path initramfs = initramfs(kernel);
        String insertions = insertions(kernel.files(program.modules()));
        Path runs = Files.createDirectories(cache.resolve("runs"));
        Path run = Files.createTempDirectory(runs, "run");
        Path share = Files.createDirectory(run.resolve("share"));
        for (Map.Entry<String, byte[]> input : program.inputs().entrySet()) {
            Files.write(share.resolve(input.getKey()), input.getValue());
        }
        Path control = Files.createDirectory(share.resolve(".guest"));
        Files.writeString(control.resolve("program"), program.script());
        Files.writeString(control.resolve("modules"), insertions);
        long start = System.nanoTime();
        boolean ended = boot(kernel, initramfs, run, share, program.limit());
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (!ended) {
            throw failure(
                    Reason.TIME_LIMIT,
                    "the guest was stopped after " + program.limit().toSeconds() + " s, its time limit",
                    run);
        }
        if (!Files.exists(control.resolve(STATUS))) {
            throw Files.exists(control.resolve(STARTED))
                    ? failure(Reason.CRASHED, "the guest ended before its program", run)
                    : failure(Reason.BOOT_FAILED, "the guest did not boot", run);
        }
        GuestResult result = new GuestResult(
                Integer.parseInt(Files.readString(control.resolve(STATUS)).strip()),
                Files.readString(control.resolve("stdout")),
                Files.readString(control.resolve("stderr")),
                plainFiles(share),
                kernel.release(),
                took);
        Folders.delete(run);
        return result;
    }

    private static String insertions(Map<Path, String> files) {
        return files.entrySet().stream()
                .map(e -> (e.getKey() + " " + e.getValue()).strip() + "\n")
                .collect(Collectors.joining());
    }

    private static boolean boot(GuestKernel kernel, Path initramfs, Path run, Path share, Duration limit)
            throws IOException, InterruptedException, GuestException {
        Process qemu = new ProcessBuilder(qemu(kernel, initramfs, share))
                .directory(run.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(run.resolve("console.log").toFile())
                .start();
        Thread hook = new Thread(qemu::destroyForcibly, "stop-guest");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return qemu.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            qemu.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private static List<String> qemu(GuestKernel kernel, Path initramfs, Path share) throws GuestException {
        return List.of(
                HostTool.QEMU.find().toString(),
                "-nodefaults",
                "-no-user-config",
                "-nographic",
                "-no-reboot",
                "-accel",
                "tcg,thread=multi",
                "-smp",
                "2",
                "-cpu",
                "max",
                "-m",
                "2G",
                "-kernel",
                kernel.image().toString(),
                "-initrd",
                initramfs.toString(),
                "-append",
                "console=ttyS0 quiet panic=-1",
                "-serial",
                "stdio",
                "-virtfs",
                "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
                "-virtfs",
                "local,path=" + share.toString().replace(",", ",,") + ",mount_tag=share,security_model=none");
    }

    private static Path initramfs(GuestKernel kernel) throws IOException, InterruptedException, GuestException {
        byte[] init = initScript();
        String version = Integer.toHexString(new String(init, StandardCharsets.UTF_8).hashCode());
        Path file = kernel.folder().resolve("initramfs-" + version + ".cpio");
        if (Files.exists(file)) {
            return file;
        }
        CpioArchive archive = new CpioArchive();
        archive.directory("bin");
        archive.directory("modules");
        archive.file("init", 0755, init);
        archive.file("bin/busybox", 0755, busybox());
        int order = 100; // three digits, so that the shell's order of names is the order of insertion
        for (Path module : kernel.files(BOOT_MODULES).keySet()) {
            archive.file("modules/" + order++ + "-" + module.getFileName(), 0644, Files.readAllBytes(module));
        }
        Path fresh = Files.createTempFile(kernel.folder(), "initramfs", ".new");
        Files.write(fresh, archive.finish());
        Files.move(fresh, file);
        return file;
    }

    /** The package busybox holds a program of the same name that needs libraries, of which an initramfs has none. */
    private static byte[] busybox() throws IOException, GuestException {
        Path file = HostTool.BUSYBOX.find();
        byte[] program = Files.readAllBytes(file);
        String head = new String(program, 0, Math.min(ELF_HEAD_BYTES, program.length), StandardCharsets.ISO_8859_1);
        if (head.contains("/ld-linux")) {
            throw new GuestException(
                    Reason.MISSING_PACKAGE,
                    file + " is not the static one; run: sudo apt-get install -y --no-install-recommends "
                            + HostTool.BUSYBOX.debianPackage());
        }
        return program;
    }

    private static byte[] initScript() throws IOException {
        try (InputStream script = Guest.class.getResourceAsStream("init.sh")) {
            return Objects.requireNonNull(script, "init.sh").readAllBytes();
        }
    }

    private static Map<String, byte[]> plainFiles(Path folder) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static GuestException failure(Reason reason, String what, Path run) throws IOException {
        Path console = run.resolve("console.log");
        String said = new String(Files.readAllBytes(console), StandardCharsets.ISO_8859_1);
        List<String> lines = said.lines().filter(l -> !l.isBlank()).toList();
        String last = String.join(" | ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
        return new GuestException(
                reason,
                what + "; its directory is " + run + ", its console said: " + (last.isEmpty() ? "nothing" : last));
    }
}
