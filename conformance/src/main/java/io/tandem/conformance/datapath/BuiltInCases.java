package io.tandem.conformance.datapath;

import io.tandem.flow.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The cases that are committed, in files by what they are about, and those that are made of captures. */
public final class BuiltInCases {
    private static final List<String> FILES = List.of("output", "set", "encap", "control", "conntrack", "tunnel");
    private static final String FOLDER = "/cases/datapath/";

    private final Optional<Captures> captures;

    /** @param captures the directory of captures, where there is one */
    public BuiltInCases(Optional<Path> captures) {
        this.captures = captures.map(Captures::new);
    }

    /** The committed cases. */
    public List<DatapathCase> all() throws IOException, CaseFormatException {
        List<DatapathCase> cases = new ArrayList<>();
        for (String name : FILES) {
            String file = FOLDER + name + ".txt";
            try (InputStream stream = BuiltInCases.class.getResourceAsStream(file)) {
                Objects.requireNonNull(stream, file);
                cases.addAll(read(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return cases;
    }

    /** The cases of a file, with named frames and those of captures. */
    public List<DatapathCase> read(String file, String text) throws CaseFormatException {
        return CaseReader.read(file, text, this::frame);
    }

    private Optional<Bytes> frame(String name) {
        Optional<Bytes> named = NamedFrames.find(name);
        return named.isPresent() ? named : captures.flatMap(c -> c.find(name));
    }
}
