package io.tandem.conformance.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tandem.action.OdpAction;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.netlink.ActionDecoder;
import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.MatchEncoder;
import io.tandem.netlink.NetlinkDecodeException;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.proto.FlowProto;
import io.tandem.proto.ProtoDecodeException;
import io.tandem.v1.Flow;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Codecs over one typical flow: TCP over IPv4 in a VLAN with masks, a rewrite and an output; time and bytes a flow. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBench {
    private static final String MATCH =
            "recirc_id(0),in_port(3),eth(src=02:00:00:00:00:0a,dst=02:00:00:00:00:0b),eth_type(0x8100),vlan(vid=100,pcp=0),"
                    + "encap(eth_type(0x0800),ipv4(src=192.0.2.0/255.255.255.0,dst=198.51.100.7,proto=6,frag=no),"
                    + "tcp(src=1024/0xfc00,dst=443))";
    private static final String ACTIONS = "set(eth(src=02:00:00:00:00:01,dst=02:00:00:00:00:02)),2";

    private final MatchDecoder decoder = new MatchDecoder();
    private final PortNames ports = PortNames.any();
    private final String matchText = MATCH;
    private final String actionText = ACTIONS;
    private final FlowKey key;
    private final FlowMask mask;
    private final List<OdpAction> actions;
    private final byte[] keyAttributes;
    private final byte[] maskAttributes;
    private final byte[] actionAttributes;
    private final long[] keyWords;
    private final long[] maskWords;
    private final Megaflow flow;
    private final byte[] message;

    /** Makes what the benchmarks read. */
    public CodecBench() {
        try {
            OdpMatch match = OdpKeyText.parseMasked(MATCH, ports);
            MatchAttributes attributes = MatchEncoder.KERNEL.encode(match.key(), match.mask());
            keyAttributes = attributes.key();
            maskAttributes = attributes.mask();
            key = MatchDecoder.key(keyAttributes);
            mask = MatchDecoder.mask(maskAttributes, key);
            actions = OdpActionText.parse(ACTIONS, ports);
            actionAttributes = ActionEncoder.encode(actions);
            keyWords = key.toWords();
            maskWords = mask.toWords();
            flow = Megaflow.of(key, mask, actions);
            message = FlowProto.encode(flow).toByteArray();
        } catch (OdpParseException | NetlinkDecodeException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Text to key, mask and actions. */
    @Benchmark
    public void textParse(Blackhole hole) throws OdpParseException {
        hole.consume(OdpKeyText.parseMasked(matchText, ports));
        hole.consume(OdpActionText.parse(actionText, ports));
    }

    /** Key, mask and actions to text. */
    @Benchmark
    public void textPrint(Blackhole hole) {
        hole.consume(OdpKeyText.print(key, mask));
        hole.consume(OdpActionText.print(actions));
    }

    /** Key and mask to netlink attributes, as a kernel takes them. */
    @Benchmark
    public MatchAttributes netlinkEncode() {
        return MatchEncoder.KERNEL.encode(key, mask);
    }

    /** Netlink attributes to key and mask. */
    @Benchmark
    public void netlinkDecode(Blackhole hole) throws NetlinkDecodeException {
        FlowKey decoded = decoder.readKey(keyAttributes);
        hole.consume(decoded);
        hole.consume(decoder.readMask(maskAttributes, decoded));
    }

    /** The same with a decoder for each. */
    @Benchmark
    public void netlinkDecodeOnce(Blackhole hole) throws NetlinkDecodeException {
        FlowKey decoded = MatchDecoder.key(keyAttributes);
        hole.consume(decoded);
        hole.consume(MatchDecoder.mask(maskAttributes, decoded));
    }

    /** What {@link #netlinkDecode} answers, made of words that are there: the bytes that no decoder can do without. */
    @Benchmark
    public void netlinkDecodeResult(Blackhole hole) {
        hole.consume(FlowKey.ofWords(keyWords));
        hole.consume(FlowMask.ofWords(maskWords));
    }

    /** Netlink attributes to actions. */
    @Benchmark
    public List<OdpAction> actionDecode() throws NetlinkDecodeException {
        return ActionDecoder.decode(actionAttributes);
    }

    /** Actions to netlink attributes. */
    @Benchmark
    public byte[] actionEncode() {
        return ActionEncoder.encode(actions);
    }

    /** Protobuf bytes to a flow. */
    @Benchmark
    public Megaflow protoDecode() throws InvalidProtocolBufferException, ProtoDecodeException {
        return FlowProto.decode(Flow.parseFrom(message));
    }

    /** A flow to Protobuf bytes. */
    @Benchmark
    public byte[] protoEncode() {
        return FlowProto.encode(flow).toByteArray();
    }
}
