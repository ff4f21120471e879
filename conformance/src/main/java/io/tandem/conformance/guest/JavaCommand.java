package io.tandem.conformance.guest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a program of Tandem's starts in a virtual machine of its own, with the options that {@code ./tandem} has. */
public final class JavaCommand {
    private static final List<String> OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xshare:auto");

    /** The words of the command. */
    public static List<String> of(Class<?> program, List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(OPTIONS);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        words.addAll(arguments);
        return words;
    }

    private JavaCommand() {}
}
