package io.tandem.rte.nativelib;

import io.tandem.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One library of DPDK, of whichever ABI this machine has. What is missing is noted while its functions are looked up, so
 * that {@link #check} can say it once; no function may be called before that passed.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
    private static final String PLAIN = ".so";

    /** ABI versions, newest first: those of DPDK 25.11, 24.11, 23.11 and 22.11. */
    private static final List<String> ABIS = List.of("26", "25", "24", "23");

    /** Those of DPDK 19.11 to 21.11, and of releases to come, looked for to say which release is there. */
    private static final List<String> UNKNOWN = List.of("20", "21", "22", "27", "28", "29", "30", "31", "32");

    /** What the files of all libraries end with, so that none is of another release than the others. */
    private static final String SUFFIX = suffix();

    private static final Linker LINKER = Linker.nativeLinker();

    private final String file;
    private final String debianPackage;
    private final Optional<SymbolLookup> symbols;
    private String problem = "";

    private NativeLibrary(String file, String debianPackage, Optional<SymbolLookup> symbols) {
        this.file = file;
        this.debianPackage = debianPackage;
        this.symbols = symbols;
    }

    /**
     * Looks for a library where the dynamic linker does, of the release that this machine has.
     *
     * @param name without "lib" and version, as "rte_eal"
     */
    static NativeLibrary find(String name) {
        String file = "lib" + name + SUFFIX;
        String abi = SUFFIX.substring(Math.min(SUFFIX.length(), PLAIN.length() + 1));
        NativeLibrary library = new NativeLibrary(
                file, "lib" + name.replace('_', '-') + (abi.isEmpty() ? ABIS.getLast() : abi), load(file));
        if (library.symbols.isEmpty()) {
            library.note("the library " + (abi.isEmpty() ? file + "." + ABIS.getLast() + " (or a later one)" : file)
                    + " of DPDK is not on this machine");
        }
        return library;
    }

    /** That of a known ABI, else of whichever there is, where librte_eal is there at all. */
    private static String suffix() {
        return Stream.concat(Stream.concat(ABIS.stream(), Stream.of("")), UNKNOWN.stream())
                .map(abi -> abi.isEmpty() ? PLAIN : PLAIN + "." + abi)
                .filter(suffix -> load("librte_eal" + suffix).isPresent())
                .findFirst()
                .orElse(PLAIN);
    }

    private static Optional<SymbolLookup> load(String file) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(file, Arena.global()));
        } catch (IllegalArgumentException absent) {
            return Optional.empty();
        }
    }

    /** A function. */
    MethodHandle function(String name, FunctionDescriptor shape) {
        Optional<MemorySegment> found = symbol(name);
        if (found.isEmpty()) {
            note("the library " + file + " has no symbol " + name + ", so it is another one than DPDK's");
        }
        return handle(found, shape);
    }

    /** A function that later releases have; not to be called where {@link #has} says no. */
    MethodHandle optional(String name, FunctionDescriptor shape) {
        return handle(symbol(name), shape);
    }

    /** Whether there is a symbol of that name. */
    boolean has(String name) {
        return symbol(name).isPresent();
    }

    /** The address of a variable; 0 where it is missing. */
    long variable(String name) {
        Optional<MemorySegment> found = symbol(name);
        if (found.isEmpty()) {
            note("the library " + file + " has no symbol " + name + ", so it is another one than DPDK's");
        }
        return found.map(MemorySegment::address).orElse(0L);
    }

    /** The address of this thread's copy of a thread-local variable. */
    long ofThisThread(String name) {
        // dlsym(3) answers the caller's own copy
        return symbol(name).map(MemorySegment::address).orElse(0L);
    }

    /** Notes that the library cannot be used, where nothing was noted before. */
    void note(String what) {
        if (problem.isEmpty()) {
            problem = what + "; install it: apt-get install " + debianPackage;
        }
    }

    /**
     * Passes where nothing is missing.
     *
     * @throws BackendUnavailableException with the first thing that is missing, and the package that has it
     */
    void check() throws BackendUnavailableException {
        if (!problem.isEmpty()) {
            throw new BackendUnavailableException(problem);
        }
    }

    private static MethodHandle handle(Optional<MemorySegment> symbol, FunctionDescriptor shape) {
        return symbol.isPresent()
                ? LINKER.downcallHandle(symbol.get(), shape)
                : MethodHandles.empty(LINKER.downcallHandle(shape).type().dropParameterTypes(0, 1));
    }

    private Optional<MemorySegment> symbol(String name) {
        return symbols.flatMap(s -> s.find(name));
    }
}
