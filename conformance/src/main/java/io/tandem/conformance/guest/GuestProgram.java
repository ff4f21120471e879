package io.tandem.conformance.guest;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the guest shall run: a shell script, as root, in a directory that holds the {@code inputs}. Each file that it
 * leaves there is a result. It sees the whole root directory of this machine and may write anywhere, but what it writes
 * outside of its directory is gone with the guest.
 *
 * @param script for {@code /bin/sh} of this machine
 * @param modules kernel modules to load before, each with its options after a blank ("dummy numdummies=4"); what they
 *     depend on is loaded too
 * @param tools programs of this machine that the script calls
 * @param inputs files in the program's directory, by name
 * @param limit from the start of QEMU to its end
 */
public record GuestProgram(
        String script, List<String> modules, List<HostTool> tools, Map<String, byte[]> inputs, Duration limit) {
    private static final Duration USUAL_LIMIT = Duration.ofMinutes(2);

    public GuestProgram {
        modules = List.copyOf(modules);
        tools = List.copyOf(tools);
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        for (String name : inputs.keySet()) {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                throw new IllegalArgumentException("not a plain file name: " + name);
            }
        }
    }

    /** A script without modules or inputs, with two minutes. */
    public static GuestProgram script(String script) {
        return new GuestProgram(script, List.of(), List.of(), Map.of(), USUAL_LIMIT);
    }

    /** A main class with the class path and the JDK of this process. */
    public static GuestProgram java(Class<?> main, String... arguments) {
        return script(javaCommand(main, arguments) + "\n");
    }

    /** The command that starts a main class with the class path and the JDK of this process; for scripts. */
    public static String javaCommand(Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                main.getName()));
        words.addAll(List.of(arguments));
        return words.stream().map(GuestProgram::quoted).collect(Collectors.joining(" "));
    }

    /** The same with kernel modules to load before. */
    public GuestProgram withModules(List<String> names) {
        return new GuestProgram(script, names, tools, inputs, limit);
    }

    /** The same with programs of this machine that it calls. */
    public GuestProgram withTools(HostTool... needed) {
        return new GuestProgram(script, modules, List.of(needed), inputs, limit);
    }

    /** The same with one more file in its directory. */
    public GuestProgram withInput(String name, byte[] content) {
        Map<String, byte[]> more = new LinkedHashMap<>(inputs);
        more.put(name, content);
        return new GuestProgram(script, modules, tools, more, limit);
    }

    /** The same with another time limit. */
    public GuestProgram withLimit(Duration other) {
        return new GuestProgram(script, modules, tools, inputs, other);
    }

    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=+,@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
