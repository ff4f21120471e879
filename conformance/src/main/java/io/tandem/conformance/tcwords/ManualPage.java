package io.tandem.conformance.tcwords;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The commands in a manual page that add filters or actions.
 *
 * <p>A page is read as its author wrote it, in roff: a command is a line of text, with or without a prompt, that begins with
 * tc; a backslash at its end, written {@code \\} or plain, says that it goes on. Lines of macros are passed over, for a
 * synopsis is made of these. Source: man(7), groff_man(7).
 *
 * @param name the page's, as in {@code tc-flower}
 * @param commands in the page's order, each on one line, words with one blank between
 */
public record ManualPage(String name, List<String> commands) {
    /** The pages about flower filters and what they can do. */
    public static final List<String> NAMES = List.of(
            "tc-flower",
            "tc-pedit",
            "tc-vlan",
            "tc-mpls",
            "tc-tunnel_key",
            "tc-ct",
            "tc-mirred",
            "tc-csum",
            "tc-police",
            "tc-sample",
            "tc-skbedit",
            "tc-actions",
            "tc");

    /** Where Debian has them. */
    public static final Path FOLDER = Path.of("/usr/share/man/man8");

    private static final Pattern COMMAND =
            Pattern.compile("\\s*[#$]?\\s*(tc\\s+(?:-\\S+\\s+)*(?:filter|actions?)\\s+(?:add|replace|change)\\s.*)");
    private static final Pattern GOES_ON = Pattern.compile("(.*?)\\s*\\\\[\\\\e]?\\s*");
    private static final Pattern FONT = Pattern.compile("\\\\f(?:\\([A-Z]{2}|\\[[A-Z]*]|[A-Z])");

    public ManualPage {
        commands = List.copyOf(commands);
    }

    /** The pages of {@link #NAMES} that a folder has. */
    public static List<ManualPage> findAll(Path folder) throws IOException {
        List<ManualPage> pages = new ArrayList<>();
        for (String name : NAMES) {
            find(folder, name).ifPresent(pages::add);
        }
        return pages;
    }

    /** What to say where a folder has none. */
    public static String absence(Path folder) {
        return "no manual pages of iproute2 in " + folder + ". Small images of Debian leave them out: take the line"
                + " path-exclude=/usr/share/man/* out of /etc/dpkg/dpkg.cfg.d, then run: sudo apt-get install"
                + " --reinstall -y --no-install-recommends iproute2";
    }

    /** The page of that name in a folder, plain or compressed; empty where there is none. */
    public static Optional<ManualPage> find(Path folder, String name) throws IOException {
        Path compressed = folder.resolve(name + ".8.gz");
        if (Files.isReadable(compressed)) {
            try (InputStream bytes = new GZIPInputStream(Files.newInputStream(compressed))) {
                return Optional.of(parse(name, new String(bytes.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        Path plain = folder.resolve(name + ".8");
        return Files.isReadable(plain) ? Optional.of(parse(name, Files.readString(plain))) : Optional.empty();
    }

    /** The page with that text. */
    static ManualPage parse(String name, String roff) {
        List<String> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        for (String line : Stream.concat(roff.lines(), Stream.of("")).toList()) {
            boolean begun = !command.isEmpty();
            String text = line.startsWith(".") ? "" : line;
            if (!begun) {
                var found = COMMAND.matcher(line);
                if (!found.matches()) {
                    continue;
                }
                text = found.group(1);
            }
            var goesOn = GOES_ON.matcher(text);
            boolean more = goesOn.matches();
            command.append(more ? goesOn.group(1) : text).append(' ');
            if (!more) {
                commands.add(plain(command.toString()));
                command.setLength(0);
            }
        }
        return new ManualPage(name, commands);
    }

    private static String plain(String roff) {
        return FONT.matcher(roff)
                .replaceAll("")
                .replace("\\-", "-")
                .replace("\\(aq", "'")
                .replace("\\&", "")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
