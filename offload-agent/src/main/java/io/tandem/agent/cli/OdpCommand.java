package io.tandem.agent.cli;

import io.tandem.action.OdpAction;
import io.tandem.netlink.ActionDecoder;
import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.AttributeCheck;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.NetlinkDecodeException;
import io.tandem.odp.DumpedFlow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpLine;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.odp.SeenPortNames;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code odp key|actions|flow|encode|decode}: the flow language, a line in, a line out. */
@Command(
        name = "odp",
        description = "Reads keys, actions or flows from standard input, one a line, and prints each in canonical form,"
                + " or `error: ...` in its place.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class OdpCommand implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    /** The command with its own commands. */
    static CommandLine commandLine() {
        CommandLine odp = new CommandLine(new OdpCommand());
        odp.addSubcommand(new Key());
        odp.addSubcommand(new Actions());
        odp.addSubcommand(new Flow());
        CommandLine encode = new CommandLine(new Encode());
        encode.addSubcommand(new EncodeKey()).addSubcommand(new EncodeActions());
        CommandLine decode = new CommandLine(new Decode());
        decode.addSubcommand(new DecodeKey()).addSubcommand(new DecodeActions());
        return odp.addSubcommand(encode).addSubcommand(decode);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "name a command: key, actions, flow, encode, decode");
    }

    /** A command that turns each line into another. */
    abstract static class Lines implements Callable<Integer> {
        @Option(
                names = "--ports",
                paramLabel = "NAME=N",
                split = ",",
                description = "ports that may be named, as eth0=1,eth1=2")
        private @Nullable Map<String, Integer> names;

        @Mixin
        private OutputFormat format;

        @Spec
        private CommandLine.Model.CommandSpec spec;

        abstract String convert(String line, PortNames ports) throws OdpParseException, NetlinkDecodeException;

        /** The ports of a command that was given none. */
        PortNames ports() {
            return PortNames.any();
        }

        @Override
        public final Integer call() throws IOException {
            PortNames ports = names == null ? ports() : PortNames.of(names);
            return new LineFilter(spec.commandLine().getOut(), format.json())
                    .run(System.in, line -> convert(line, ports));
        }
    }

    @Command(
            name = "key",
            description = "Exact flow keys, with every field; with --mask, matches, with what is wild left out.",
            mixinStandardHelpOptions = true)
    static final class Key extends Lines {
        @Option(names = "--mask", description = "read VALUE/MASK and leave out what is wild")
        private boolean masked;

        @Override
        String convert(String line, PortNames ports) throws OdpParseException, NetlinkDecodeException {
            return masked ? OdpLine.match(line, ports) : OdpLine.key(line, ports);
        }
    }

    @Command(name = "actions", description = "Lists of actions.", mixinStandardHelpOptions = true)
    static final class Actions extends Lines {
        @Override
        String convert(String line, PortNames ports) throws OdpParseException {
            return OdpLine.actions(line, ports);
        }
    }

    @Command(
            name = "flow",
            description = "Whole lines of `ovs-dpctl dump-flows`: KEY, packets:N, ..., actions:LIST. Ports may have any"
                    + " name.",
            mixinStandardHelpOptions = true)
    static final class Flow extends Lines {
        @Option(
                names = {"-m", "--more"},
                description = "print every field, as `dump-flows -m` does")
        private boolean more;

        private final PortNames seen = new SeenPortNames();

        @Override
        PortNames ports() {
            return seen;
        }

        @Override
        String convert(String line, PortNames ports) throws OdpParseException {
            DumpedFlow flow = DumpedFlow.parse(line, ports);
            return more ? flow.printVerbose(ports) : flow.print(ports);
        }
    }

    @Command(
            name = "encode",
            description = "Text to netlink attributes in hexadecimal.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "(key | actions)")
    static final class Encode implements Runnable {
        @Spec
        private CommandLine.Model.CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "encode what? key or actions");
        }
    }

    @Command(
            name = "decode",
            description = "Netlink attributes in hexadecimal to text.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "(key | actions)")
    static final class Decode implements Runnable {
        @Spec
        private CommandLine.Model.CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "decode what? key or actions");
        }
    }

    @Command(
            name = "key",
            description =
                    "Keys to the payload of OVS_FLOW_ATTR_KEY; with --mask, a tab and that of OVS_FLOW_ATTR_MASK.",
            mixinStandardHelpOptions = true)
    static final class EncodeKey extends Lines {
        @Option(names = "--mask", description = "print the mask's attributes too")
        private boolean masked;

        @Override
        String convert(String line, PortNames ports) throws OdpParseException {
            MatchAttributes match = OdpKeyText.parse(line, ports);
            HexFormat hex = HexFormat.of();
            return hex.formatHex(match.key()) + (masked ? "\t" + hex.formatHex(match.mask()) : "");
        }
    }

    @Command(
            name = "actions",
            description = "Actions to the payload of OVS_FLOW_ATTR_ACTIONS.",
            mixinStandardHelpOptions = true)
    static final class EncodeActions extends Lines {
        @Override
        String convert(String line, PortNames ports) throws OdpParseException {
            return HexFormat.of().formatHex(ActionEncoder.encode(OdpActionText.parse(line, ports)));
        }
    }

    @Command(
            name = "key",
            description =
                    "The payload of OVS_FLOW_ATTR_KEY, and after a tab or space that of OVS_FLOW_ATTR_MASK, to text.",
            mixinStandardHelpOptions = true)
    static final class DecodeKey extends Lines {
        @Override
        String convert(String line, PortNames ports) throws OdpParseException, NetlinkDecodeException {
            String[] parts = line.strip().split("[\t ]+", -1);
            if (parts.length > 2) {
                throw new OdpParseException(line.indexOf(parts[2]), "", "a third word", "key and mask");
            }
            byte[] key = LineFilter.hex(parts[0], 0);
            byte[] mask = parts.length == 2 ? LineFilter.hex(parts[1], line.indexOf(parts[1])) : new byte[0];
            MatchAttributes match = AttributeCheck.match(key, mask);
            return match.masked() ? OdpKeyText.print(match, ports) : OdpKeyText.printVerbose(match, ports);
        }
    }

    @Command(
            name = "actions",
            description = "The payload of OVS_FLOW_ATTR_ACTIONS to text.",
            mixinStandardHelpOptions = true)
    static final class DecodeActions extends Lines {
        @Override
        String convert(String line, PortNames ports) throws OdpParseException, NetlinkDecodeException {
            List<OdpAction> actions = ActionDecoder.decode(LineFilter.hex(line.strip(), 0));
            return OdpActionText.print(actions, ports);
        }
    }
}
