package io.tandem.agent.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files of the console, read once from the class path. They use nothing but the admin API. Immutable. */
public final class ConsolePage {
    /**
     * One file.
     *
     * @param path where the browser asks for it
     * @param contentType its media type
     * @param content all of it
     */
    public record File(String path, String contentType, String content) {}

    private static final List<File> FILES = List.of(
            file("/", "index.html", "text/html"),
            file("/console.css", "console.css", "text/css"),
            file("/console.js", "console.js", "text/javascript"));

    /** Every file of the console; the page itself is at {@code /}. */
    public static List<File> files() {
        return FILES;
    }

    private static File file(String path, String name, String type) {
        try (InputStream in = ConsolePage.class.getResourceAsStream("web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the build left " + name + " of the console out of the class path");
            }
            String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new File(path, type + "; charset=utf-8", content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConsolePage() {}
}
