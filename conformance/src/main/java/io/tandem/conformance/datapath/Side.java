package io.tandem.conformance.datapath;

import java.io.IOException;
import java.util.List;

/** A datapath that carries out cases: ports 1 to {@value #PORTS}, no slow path. */
public interface Side {
    /** Highest port number. */
    int PORTS = 5;

    /**
     * Carries out cases, each on an empty datapath.
     *
     * @return one outcome for each, in their order
     */
    List<Outcome> run(List<DatapathCase> cases) throws IOException, InterruptedException;
}
