package io.tandem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tandem.action.OdpAction;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.netlink.ActionDecoder;
import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.AttributeCheck;
import io.tandem.netlink.MatchAttributes;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.MatchEncoder;
import io.tandem.netlink.NetlinkDecodeException;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import io.tandem.proto.ActionProto;
import io.tandem.proto.AttributeProto;
import io.tandem.proto.FlowProto;
import io.tandem.proto.ProtoDecodeException;
import io.tandem.v1.Action;
import io.tandem.v1.AttributeMatch;
import io.tandem.v1.Flow;
import java.util.ArrayList;
import java.util.List;

/** What must hold of whatever a decoder has taken: every codec carries it, and it comes back as it was. */
public final class RoundTrips {
    /**
     * Netlink attributes give the same actions back; Protobuf, which carries fields, gives them back without what is no
     * field: padding of structs and flags in the headers of nested attributes.
     */
    public static void actions(List<OdpAction> actions)
            throws NetlinkDecodeException, ProtoDecodeException, InvalidProtocolBufferException {
        assertThat(ActionDecoder.decode(ActionEncoder.encode(actions))).isEqualTo(actions);
        List<OdpAction> carried = throughProto(actions);
        assertThat(throughProto(carried)).isEqualTo(carried);
        assertThat(ActionDecoder.decode(ActionEncoder.encode(carried))).isEqualTo(carried);
        assertThat(OdpActionText.print(carried)).isEqualTo(OdpActionText.print(actions));
    }

    /** Netlink attributes give the same bytes back, Protobuf a match that prints the same. */
    public static void attributes(MatchAttributes match)
            throws NetlinkDecodeException, ProtoDecodeException, InvalidProtocolBufferException {
        assertThat(AttributeCheck.match(match.key(), match.mask())).isEqualTo(match);
        AttributeMatch message =
                AttributeMatch.parseFrom(AttributeProto.encode(match).toByteArray());
        MatchAttributes carried = AttributeProto.decode(message);
        assertThat(AttributeProto.encode(carried)).isEqualTo(message);
        assertThat(OdpKeyText.print(carried, PortNames.any())).isEqualTo(OdpKeyText.print(match, PortNames.any()));
        assertThat(OdpKeyText.printVerbose(carried, PortNames.any()))
                .isEqualTo(OdpKeyText.printVerbose(match, PortNames.any()));
    }

    /**
     * Where the attributes make a key and a mask, these come back from the attributes that are written of them. As in Open
     * vSwitch more is read than is written: tags without eth(), ct_tuple4 without IPv4; what is left of that comes back.
     */
    public static void packed(MatchAttributes match) throws NetlinkDecodeException {
        FlowKey key;
        FlowMask mask;
        try {
            key = MatchDecoder.key(match.key());
            mask = match.masked() ? MatchDecoder.mask(match.mask(), key) : MatchDecoder.exactMask(key);
        } catch (NetlinkDecodeException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }
        FlowKey usual = MatchDecoder.key(MatchEncoder.USERSPACE.encode(key).key());
        assertThat(MatchDecoder.key(MatchEncoder.USERSPACE.encode(usual).key())).isEqualTo(usual);
        if (!usual.equals(key)) {
            return;
        }
        MatchAttributes written = MatchEncoder.USERSPACE.encode(key, mask);
        MatchAttributes again = MatchEncoder.USERSPACE.encode(key, MatchDecoder.mask(written.mask(), key));
        assertThat(again).isEqualTo(written);
        assertThat(OdpKeyText.print(key, mask)).isNotNull();
        MatchEncoder.KERNEL.encode(key, mask);
    }

    /** Protobuf gives the same flow back. */
    public static void flow(Megaflow flow) throws ProtoDecodeException, InvalidProtocolBufferException {
        Flow message = Flow.parseFrom(FlowProto.encode(flow).toByteArray());
        assertThat(FlowProto.decode(message)).isEqualTo(flow);
    }

    /** These actions as Protobuf bytes, read back. */
    public static List<OdpAction> throughProto(List<OdpAction> actions)
            throws ProtoDecodeException, InvalidProtocolBufferException {
        List<Action> messages = new ArrayList<>();
        for (Action message : ActionProto.encode(actions)) {
            messages.add(Action.parseFrom(message.toByteArray()));
        }
        return ActionProto.decode("actions", messages);
    }

    private RoundTrips() {}
}
