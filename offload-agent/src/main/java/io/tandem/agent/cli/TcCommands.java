package io.tandem.agent.cli;

import io.tandem.agent.explain.DevicePorts;
import io.tandem.agent.explain.TcRules;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpParseException;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tc encode}: flows as requests of traffic control. */
@Command(
        name = "tc",
        description = "Traffic control of the kernel.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = TcCommands.Encode.class)
final class TcCommands implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: encode");
    }

    /** {@code tc encode FLOW}. */
    @Command(
            name = "encode",
            description = "Prints the RTM_NEWTFILTER request for a flow in hexadecimal, its sequence number zero. The"
                    + " device of a port has the port's number as its index, but for the one that packets come in by.",
            mixinStandardHelpOptions = true)
    static final class Encode implements Callable<Integer> {
        @Option(
                names = "--ifindex",
                paramLabel = "N",
                description = "index of the device that packets come in by",
                required = true)
        private int ifindex;

        @Mixin
        private FlowChoice choice;

        @Mixin
        private OutputFormat format;

        @Spec
        private CommandLine.Model.CommandSpec spec;

        @Override
        public Integer call() throws OdpParseException {
            DevicePorts devices;
            Megaflow flow;
            try {
                devices = choice.devices();
                flow = choice.flow(devices);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), "--ports: " + e.getMessage(), e);
            }
            int inPort = (int) flow.key().get(FlowField.IN_PORT);
            return switch (choice.rules(devices.withIndex(inPort, ifindex)).encode(flow)) {
                case TcRules.Request.Message message -> {
                    spec.commandLine()
                            .getOut()
                            .println(
                                    format.json()
                                            ? new JsonObject()
                                                    .put(
                                                            "request",
                                                            message.bytes().toString())
                                                    .encode()
                                            : message.bytes().toString());
                    spec.commandLine().getOut().flush();
                    yield Main.Exit.DONE;
                }
                case TcRules.Request.None none -> {
                    spec.commandLine()
                            .getErr()
                            .printf(
                                    "error: %s %s: %s%n",
                                    none.refusal().code(),
                                    none.refusal().subject(),
                                    none.refusal().sentence());
                    spec.commandLine().getErr().flush();
                    yield Main.Exit.REFUSED;
                }
            };
        }
    }
}
