package io.tandem.conformance.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tandem.conformance.guest.CpioArchive.Entry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CpioArchiveTest {
    @Test
    void listsWhatWasPutInto() {
        CpioArchive archive = new CpioArchive();
        archive.directory("bin");
        archive.file("init", 0755, "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII));
        archive.file("bin/odd", 0644, new byte[7]);
        archive.file("empty", 0600, new byte[0]);
        assertThat(CpioArchive.list(archive.finish()))
                .containsExactly(
                        new Entry("bin", 0040755, 0),
                        new Entry("init", 0100755, 10),
                        new Entry("bin/odd", 0100644, 7),
                        new Entry("empty", 0100600, 0));
    }

    /** The kernel's unpacker wants every header and every content to start at a multiple of four. */
    @Test
    void alignsToFour() {
        CpioArchive archive = new CpioArchive();
        archive.file("a", 0644, "xyz".getBytes(StandardCharsets.US_ASCII));
        archive.file("b", 0644, new byte[1]);
        byte[] bytes = archive.finish();
        assertThat(bytes.length % 4).isZero();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("070701");
        assertThat(text.indexOf("xyz")).isEqualTo(112);
        assertThat(text.indexOf("070701", 1)).isEqualTo(116);
    }

    @Test
    void refusesToListWhatIsCutShort() {
        CpioArchive archive = new CpioArchive();
        archive.file("a", 0644, new byte[100]);
        byte[] bytes = archive.finish();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpioArchive.list(Arrays.copyOf(bytes, bytes.length - 120)));
    }
}
