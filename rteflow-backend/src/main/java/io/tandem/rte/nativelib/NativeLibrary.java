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

/**
 * One library of DPDK, of whichever ABI this machine has. What is missing is noted while its functions are looked up, so
 * that {@link #check} can say it once; no function may be called before that passed.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
    /** ABI versions, newest first: those of DPDK 25.11, 24.11, 23.11 and 22.11. */
    private static final List<String> ABIS = List.of("26", "25", "24", "23");

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
     * Looks for a library where the dynamic linker does: of each known ABI, then of any.
     *
     * @param name without "lib" and version, as "rte_eal"
     */
    static NativeLibrary find(String name) {
        String debian = "lib" + name.replace('_', '-');
        for (String abi : ABIS) {
            Optional<SymbolLookup> found = load("lib" + name + ".so." + abi);
            if (found.isPresent()) {
                return new NativeLibrary("lib" + name + ".so." + abi, debian + abi, found);
            }
        }
        NativeLibrary library = new NativeLibrary("lib" + name + ".so", debian + "23", load("lib" + name + ".so"));
        if (library.symbols.isEmpty()) {
            library.note("the library lib" + name + ".so." + String.join(" (or ", ABIS.getLast(), "a later one)")
                    + " of DPDK is not on this machine");
        }
        return library;
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
