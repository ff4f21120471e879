package io.tandem.conformance.tcwords;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManualPageTest {
    private static final String PAGE = """
            .SH SYNOPSIS
            .B tc filter add dev DEV flower
            .SH EXAMPLES
            Any tc filter can have actions; tc filters are shown by tc.
            .EX
            #tc qdisc add dev eth0 ingress
            #tc filter add dev eth0 protocol ip parent ffff: \\
              flower \\\\
            	action vlan push id 1\\-2  \\\\
            	action mirred egress redirect dev eth1
            $ tc actions add action \\fBdrop\\fR index 1
            tc -s filter replace dev eth0 ingress matchall action pass \\\\
            .EE
            """;

    @TempDir
    Path folder;

    @Test
    void readsCommandsThatAddFilters() {
        assertEquals(
                List.of(
                        "tc filter add dev eth0 protocol ip parent ffff: flower action vlan push id 1-2"
                                + " action mirred egress redirect dev eth1",
                        "tc actions add action drop index 1",
                        "tc -s filter replace dev eth0 ingress matchall action pass"),
                ManualPage.parse("tc-any", PAGE).commands());
    }

    @Test
    void readsPagesPlainAndCompressed() throws IOException {
        Files.writeString(folder.resolve("tc-ct.8"), PAGE);
        try (GZIPOutputStream bytes = new GZIPOutputStream(Files.newOutputStream(folder.resolve("tc-mpls.8.gz")))) {
            bytes.write(PAGE.getBytes(StandardCharsets.UTF_8));
        }
        List<ManualPage> pages = ManualPage.findAll(folder);
        assertEquals(
                List.of("tc-mpls", "tc-ct"),
                pages.stream().map(ManualPage::name).toList());
        assertEquals(pages.getFirst().commands(), pages.getLast().commands());
    }

    @Test
    void saysWhatToInstallWhereThereIsNoPage() throws IOException {
        assertTrue(ManualPage.findAll(folder).isEmpty());
        assertTrue(ManualPage.absence(folder).contains("--reinstall"));
    }
}
