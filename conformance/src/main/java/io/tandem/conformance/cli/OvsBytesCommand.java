package io.tandem.conformance.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "ovs-bytes")
final class OvsBytesCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
