package io.tandem.conformance.guest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A kernel of Debian with its modules, unpacked and not installed.
 *
 * @param release as {@code uname -r} says it
 * @param folder holds {@code boot} and {@code lib/modules} of the package
 */
record GuestKernel(String release, Path folder) {
    private static final String META_PACKAGE = "linux-image-amd64";
    private static final Pattern DEPENDS = Pattern.compile("Depends: (linux-image-([0-9][^ \\n]*))");
    private static final Pattern INSMOD = Pattern.compile("insmod (\\S+).*");
    private static final Duration QUICK = Duration.ofSeconds(30);
    private static final Duration DOWNLOAD = Duration.ofMinutes(10);

    /** The kernel in {@code cache}, or where there is none the one that apt-get downloads. */
    static synchronized GuestKernel obtain(Path cache) throws IOException, InterruptedException, GuestException {
        Files.createDirectories(cache);
        try (FileChannel channel =
                FileChannel.open(cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // until the channel closes: another process may be at it
            Optional<GuestKernel> cached = newest(cache);
            return cached.isPresent() ? cached.get() : download(cache);
        }
    }

    Path image() {
        return folder.resolve("boot").resolve("vmlinuz-" + release);
    }

    /**
     * The files to insert, in this order, for the modules and all that they depend on, with the options asked for.
     *
     * @param modules each a name, with options after a blank
     */
    Map<Path, String> files(List<String> modules) throws IOException, InterruptedException, GuestException {
        Map<Path, String> files = new LinkedHashMap<>();
        for (String module : modules) {
            String[] words = module.split(" ", 2);
            String listing;
            try {
                listing = new HostCommand(
                                folder,
                                QUICK,
                                HostTool.MODPROBE.find().toString(),
                                "--show-depends",
                                "-S",
                                release,
                                "-d",
                                folder.toString(),
                                words[0])
                        .output();
            } catch (GuestException e) {
                throw new GuestException(
                        GuestException.Reason.NO_MODULE,
                        "kernel " + release + " has no module " + words[0] + ": " + e.getMessage());
            }
            Matcher inserted = INSMOD.matcher(listing);
            List<Path> chain = new ArrayList<>();
            while (inserted.find()) {
                chain.add(Path.of(inserted.group(1)));
            }
            chain.forEach(file -> files.putIfAbsent(file, ""));
            if (words.length == 2 && !chain.isEmpty()) {
                files.put(chain.getLast(), words[1]);
            }
        }
        return files;
    }

    private static Optional<GuestKernel> newest(Path cache) throws IOException {
        try (Stream<Path> kernels = Files.list(cache)) {
            return kernels.filter(k -> Files.exists(k.resolve("ready")))
                    .max(Comparator.comparing(k -> k.resolve("ready").toFile().lastModified()))
                    .map(k -> new GuestKernel(k.getFileName().toString(), k));
        }
    }

    private static GuestKernel download(Path cache) throws IOException, InterruptedException, GuestException {
        Matcher name = DEPENDS.matcher(
                new HostCommand(cache, QUICK, HostTool.APT_CACHE.find().toString(), "depends", META_PACKAGE).output());
        if (!name.find()) {
            throw new GuestException(
                    GuestException.Reason.NO_KERNEL,
                    "apt-get knows no " + META_PACKAGE + "; run: sudo apt-get update, and then this again");
        }
        String release = name.group(2);
        Path fresh = cache.resolve(release + ".new");
        Folders.delete(fresh);
        Files.createDirectories(fresh);
        try {
            new HostCommand(fresh, DOWNLOAD, HostTool.APT_GET.find().toString(), "download", name.group(1)).output();
        } catch (GuestException e) {
            throw new GuestException(
                    GuestException.Reason.NO_KERNEL,
                    "cannot download " + name.group(1) + "; run: sudo apt-get update, and then this again ("
                            + e.getMessage() + ")");
        }
        unpack(fresh, release);
        Path place = cache.resolve(release);
        Folders.delete(place);
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        return new GuestKernel(release, place);
    }

    private static void unpack(Path folder, String release) throws IOException, InterruptedException, GuestException {
        List<Path> archives;
        try (Stream<Path> files = Files.list(folder)) {
            archives = files.filter(f -> f.toString().endsWith(".deb")).toList();
        }
        for (Path archive : archives) {
            new HostCommand(
                            folder,
                            DOWNLOAD,
                            HostTool.DPKG_DEB.find().toString(),
                            "-x",
                            archive.toString(),
                            folder.toString())
                    .output();
            Files.delete(archive);
        }
        if (!Files.exists(folder.resolve("lib"))) { // packages since Debian 13 hold usr/lib alone
            Files.createSymbolicLink(folder.resolve("lib"), Path.of("usr", "lib"));
        }
        new HostCommand(folder, DOWNLOAD, HostTool.DEPMOD.find().toString(), "-b", folder.toString(), release).output();
        Files.createFile(folder.resolve("ready"));
    }
}
