package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.tandem.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/**
 * A shared library that may be absent, or too old. What is missing is noted while its functions are looked up, so that
 * {@link #check} can say it once; no function may be called before that passed.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO_AFTER = Linker.Option.captureCallState("errno");

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
     * Looks for a library where the dynamic linker does.
     *
     * @param file its name with its version, as "libnl-3.so.200"
     * @param debianPackage the package of Debian that has it
     */
    static NativeLibrary find(String file, String debianPackage) {
        try {
            return new NativeLibrary(
                    file, debianPackage, Optional.of(SymbolLookup.libraryLookup(file, Arena.global())));
        } catch (IllegalArgumentException absent) {
            NativeLibrary library = new NativeLibrary(file, debianPackage, Optional.empty());
            library.note("the library " + file + " cannot be loaded (" + absent.getMessage() + ")");
            return library;
        }
    }

    /** A function. */
    MethodHandle function(String name, FunctionDescriptor shape) {
        return handle(name, shape);
    }

    /** A function that leaves its error in errno; its first argument is where errno is kept. */
    MethodHandle withErrno(String name, FunctionDescriptor shape) {
        return handle(name, shape, ERRNO_AFTER);
    }

    /** The int of that name; 0 where it is missing. */
    int number(String name) {
        Optional<MemorySegment> found = symbol(name);
        return found.isEmpty() ? 0 : found.get().reinterpret(Integer.BYTES).get(JAVA_INT, 0);
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

    private MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... options) {
        Optional<MemorySegment> found = symbol(name);
        return found.isPresent()
                ? LINKER.downcallHandle(found.get(), shape, options)
                : MethodHandles.empty(
                        LINKER.downcallHandle(shape, options).type().dropParameterTypes(0, 1));
    }

    private Optional<MemorySegment> symbol(String name) {
        Optional<MemorySegment> found = symbols.flatMap(s -> s.find(name));
        if (found.isEmpty()) {
            note("the library " + file + " has no symbol " + name + ", so it is too old or another one");
        }
        return found;
    }
}
