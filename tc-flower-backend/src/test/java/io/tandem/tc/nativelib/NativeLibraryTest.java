package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.backend.BackendUnavailableException;
import java.lang.foreign.FunctionDescriptor;
import org.junit.jupiter.api.Test;

/** What is missing is one error that says what to install. */
class NativeLibraryTest {
    private static final FunctionDescriptor SHAPE = FunctionDescriptor.of(JAVA_INT, ADDRESS);

    @Test
    void aMissingLibraryNamesItsPackage() {
        NativeLibrary library = NativeLibrary.find("libnl-77.so.200", "libnl-3-200");
        library.function("nl_connect", SHAPE);
        assertThat(library.number("nl_ver_num")).isZero();
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(library::check)
                .withMessageContaining("the library libnl-77.so.200 cannot be loaded")
                .withMessageEndingWith("apt-get install libnl-3-200");
    }

    @Test
    void aMissingFunctionIsNamed() throws BackendUnavailableException {
        NativeLibrary library = NativeLibrary.find("libc.so.6", "libc6");
        library.function("getpid", FunctionDescriptor.of(JAVA_INT));
        library.check();
        library.withErrno("nl_no_such_function", SHAPE);
        library.function("nl_nor_this", SHAPE);
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(library::check)
                .withMessageContaining("libc.so.6 has no symbol nl_no_such_function")
                .withMessageEndingWith("apt-get install libc6");
    }
}
