package io.tandem.agent.explain;

import io.tandem.backend.Explanation;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.flow.Bytes;
import io.tandem.flow.Megaflow;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.text.TcCommandPrinter;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.wire.FilterEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Flows as TC filters, without a kernel: each alone, in priority 1, its handle left to the kernel. A meter is the police
 * action of its own number.
 */
public final class TcRules {
    private static final int PRIORITY = 1;
    private static final int HEADER = 16;

    private final MegaflowTranslator translator;
    private final DevicePorts ports;
    private final Set<FilterFlag> flags;

    /**
     * For such a kernel.
     *
     * @param capabilities what the kernel knows
     * @param ports the devices
     * @param flags who shall hold the filters
     */
    public TcRules(TcCapabilities capabilities, DevicePorts ports, Set<FilterFlag> flags) {
        TcMeters meters = id -> id > 0 ? OptionalInt.of(id) : OptionalInt.empty();
        translator = new MegaflowTranslator(capabilities, ports.devices(), new ChainNumbers(), meters);
        this.ports = ports;
        this.flags = Set.copyOf(flags);
    }

    /** The {@code tc} command that makes the filter, or why there is none. */
    public Explanation explain(Megaflow flow) {
        return switch (translator.translate(flow)) {
            case TcOutcome.Refused refused -> refused.refusal();
            case TcRule rule ->
                new Translation(
                        rule.fit(),
                        rule.narrowedIn(),
                        new TcCommandPrinter(ports.deviceNames())
                                .print(filter(flow, rule))
                                .toString());
        };
    }

    /** A filter, or why there is none. */
    public sealed interface Request {
        /** The whole RTM_NEWTFILTER request, its sequence number zero. */
        record Message(Bytes bytes) implements Request {}

        /** There is no filter. */
        record None(Refusal refusal) implements Request {}
    }

    /** The request that makes the filter. */
    public Request encode(Megaflow flow) {
        return switch (translator.translate(flow)) {
            case TcOutcome.Refused refused -> new Request.None(refused.refusal());
            case TcRule rule ->
                new Request.Message(
                        message(new FilterEncoder().filter(filter(flow, rule)).toBytes()));
        };
    }

    private static Bytes message(byte[] body) {
        return Bytes.of(ByteBuffer.allocate(HEADER + body.length)
                .order(ByteOrder.nativeOrder())
                .putInt(HEADER + body.length)
                .putShort((short) Rtnetlink.RTM_NEWTFILTER)
                .putShort((short)
                        (Rtnetlink.NLM_F_REQUEST | Rtnetlink.NLM_F_ACK | Rtnetlink.NLM_F_EXCL | Rtnetlink.NLM_F_CREATE))
                .putInt(0)
                .putInt(0)
                .put(body)
                .array());
    }

    private TcFilter filter(Megaflow flow, TcRule rule) {
        int ifindex = ports.devices().find(rule.inPort()).map(TcPort::ifindex).orElse(0);
        FilterId id = new FilterId(new AttachPoint.Ingress(ifindex), rule.chain(), PRIORITY, rule.protocol(), 0);
        return TcFilter.of(id, rule.match(), flags, rule.actions());
    }
}
