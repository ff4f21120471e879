package io.tandem.agent.cli;

import io.tandem.datapath.capture.CaptureException;
import io.tandem.datapath.capture.CaptureReader;
import io.tandem.datapath.capture.CaptureRecord;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.openflow.MatchText;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code parse CAPTURE}: the key of each packet of a capture, as {@code ovs-ofctl parse-pcap} prints it. */
@Command(
        name = "parse",
        description = "Prints the flow key of each packet of a capture, one a line, as `ovs-ofctl parse-pcap` does.",
        mixinStandardHelpOptions = true)
final class ParseCommand implements Callable<Integer> {
    /** OFPP_ANY: a capture does not tell which port its packets came in by. */
    private static final int ANY_PORT = 0xffff;

    @Parameters(paramLabel = "CAPTURE", description = "pcap or pcapng file, Ethernet")
    private Path capture;

    @Option(
            names = "--all",
            description = "read on behind a record without bytes, where ovs-ofctl takes the file to end")
    private boolean all;

    @Mixin
    private OutputFormat format;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    private final Packet packet = PacketBatch.single();
    private final long[] words = new long[FlowField.WORDS];
    private long map;

    @Override
    public Integer call() throws CaptureException {
        PrintWriter out = spec.commandLine().getOut();
        try (CaptureReader reader = CaptureReader.open(capture)) {
            long number = 0;
            for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                CaptureRecord record = next.get();
                number++;
                if (record.frame().length == 0 && !all) {
                    out.flush();
                    tellOfRest(reader, number);
                    break;
                }
                if (record.frame().length > Packet.MAX_FRAME) {
                    throw new CaptureException(
                            capture,
                            number,
                            reader.offset(),
                            "a frame of " + record.frame().length + " bytes",
                            "at most " + Packet.MAX_FRAME);
                }
                FlowKey key = key(record);
                out.print(format.json() ? json(number, record, key) : MatchText.print(key));
                out.print('\n');
            }
        } finally {
            out.flush();
        }
        return Main.Exit.DONE;
    }

    private FlowKey key(CaptureRecord record) {
        packet.set(record.frame(), 0, record.frame().length, ANY_PORT, record.timeNanos());
        map = KeyExtractor.extract(packet, words, 0, map);
        return FlowKey.ofWords(words);
    }

    private static String json(long number, CaptureRecord record, FlowKey key) {
        JsonObject fields = new JsonObject();
        for (MatchText.Shown field : MatchText.fields(key)) {
            fields.put(field.name().isEmpty() ? "protocol" : field.name(), field.value());
        }
        return new JsonObject()
                .put("packet", number)
                .put("timeNanos", record.timeNanos())
                .put("length", record.frame().length)
                .put("wireLength", Integer.toUnsignedLong(record.wireLength()))
                .put("match", MatchText.print(key))
                .put("fields", fields)
                .encode();
    }

    /** Says what is left out, so that stopping where ovs-ofctl stops loses nothing silently. */
    private void tellOfRest(CaptureReader reader, long number) throws CaptureException {
        long at = reader.offset();
        long rest = 0;
        long withBytes = 0;
        for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
            rest++;
            withBytes += next.get().frame().length > 0 ? 1 : 0;
        }
        spec.commandLine()
                .getErr()
                .printf(
                        "note: %s: record %d, which ends at byte %d, has no bytes; as in ovs-ofctl the keys end there."
                                + " Records behind it: %d, of which %d have bytes; --all reads on%n",
                        capture, number, at, rest, withBytes);
    }
}
