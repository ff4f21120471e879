package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How one kind of action stands in TCA_ACT_OPTIONS, both ways. What is not written here for reading is not read: {@link
 * ActionListFormat} keeps an action with other attributes as {@link ActionBody.Opaque}.
 */
abstract sealed class ActionFormat
        permits GactFormat,
                MirredFormat,
                VlanFormat,
                MplsFormat,
                PeditFormat,
                CsumFormat,
                TunnelKeyFormat,
                CtFormat,
                PoliceFormat,
                SampleFormat,
                SkbeditFormat {
    /** Bytes of tc_gen, which the structures of all kinds but police begin with. */
    static final int GENERIC = 20;

    private static final int INDEX = 0;
    private static final int CONTROL = 8;
    private static final int REFERENCES = 12;
    private static final int BINDINGS = 16;

    private final String kind;
    private final byte[] kindBytes;
    private final int parameters;
    private final int times;
    private final int padding;

    /** A kind whose options have that structure, times (struct tcf_t) and padding as these attributes. */
    ActionFormat(String kind, int parameters, int times, int padding) {
        this.kind = kind;
        this.kindBytes = (kind + '\0').getBytes(StandardCharsets.US_ASCII);
        this.parameters = parameters;
        this.times = times;
        this.padding = padding;
    }

    /** Every kind, in no order. */
    static List<ActionFormat> all(PacketClock clock) {
        return List.of(
                new GactFormat(),
                new MirredFormat(),
                new VlanFormat(),
                new MplsFormat(),
                new PeditFormat(),
                new CsumFormat(),
                new TunnelKeyFormat(),
                new CtFormat(),
                new PoliceFormat(clock),
                new SampleFormat(),
                new SkbeditFormat());
    }

    /** Writes what is in TCA_ACT_OPTIONS. */
    abstract void write(TcAction action, AttributeWriter out);

    /** Reads what {@link #write} writes; empty where a value says more than the model can. */
    abstract Optional<ActionBody> read(Level options) throws TcDecodeException;

    final String kind() {
        return kind;
    }

    /** The name with its final zero. */
    final byte[] kindBytes() {
        return kindBytes;
    }

    /** True where that is the payload of TCA_ACT_KIND. */
    final boolean isKind(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, kindBytes, 0, kindBytes.length);
    }

    /** The attribute of struct tcf_t. */
    final int times() {
        return times;
    }

    final int padding() {
        return padding;
    }

    /** The attribute of the structure. */
    int parameters(Level options) {
        return parameters;
    }

    /** True where that attribute is the structure. */
    boolean isParameters(int type) {
        return type == parameters;
    }

    /** Where the action's number is in its structure. */
    int indexAt() {
        return INDEX;
    }

    /** Where its control is. */
    int controlAt() {
        return CONTROL;
    }

    /** Where it is how many hold the action. */
    int referencesAt() {
        return REFERENCES;
    }

    /** Where it is how many filters have the action. */
    int bindingsAt() {
        return BINDINGS;
    }

    /** Opens the structure with what all kinds have. */
    final int startParameters(TcAction action, AttributeWriter out) {
        return startParameters(parameters, action, out);
    }

    static int startParameters(int type, TcAction action, AttributeWriter out) {
        int start = out.start(type);
        out.appendU32(action.index())
                .appendU32(0)
                .appendU32(action.control().code())
                .appendU32(0)
                .appendU32(0);
        return start;
    }

    /** Reads a word of the structure behind what all kinds have. */
    final int extraWord(Level options, int word) throws TcDecodeException {
        options.need(parameters, GENERIC + (word + 1) * Integer.BYTES);
        return options.word(parameters, GENERIC + word * Integer.BYTES);
    }

    /** What happens to a packet after the action. */
    final TcControl control(Level options) {
        return new TcControl(options.word(parameters(options), controlAt()));
    }
}
