package io.tandem.tc.wire;

import io.tandem.flow.Bytes;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ActionBody.Vlan.VlanOperation;
import io.tandem.tc.filter.TcAction;
import java.util.List;
import java.util.Optional;

/** The attributes of vlan. Source: linux/tc_act/tc_vlan.h. */
final class VlanFormat extends ActionFormat {
    private static final int MAC = 6;
    private static final List<VlanOperation> OPERATIONS = List.of(VlanOperation.values());

    VlanFormat() {
        super("vlan", TcNumbers.TCA_VLAN_PARMS, TcNumbers.TCA_VLAN_TM, TcNumbers.TCA_VLAN_PAD);
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        ActionBody.Vlan body = (ActionBody.Vlan) action.body();
        int start = startParameters(action, out);
        out.appendU32(OPERATIONS.indexOf(body.operation()) + 1).end(start);
        if (body.id().isPresent()) {
            out.putU16(TcNumbers.TCA_VLAN_PUSH_VLAN_ID, body.id().getAsInt());
        }
        if (body.protocol() != 0) {
            out.putBe16(TcNumbers.TCA_VLAN_PUSH_VLAN_PROTOCOL, body.protocol());
        }
        if (body.priority().isPresent()) {
            out.putU8(TcNumbers.TCA_VLAN_PUSH_VLAN_PRIORITY, body.priority().getAsInt());
        }
        if (!body.ethernetDestination().isEmpty()) {
            out.put(TcNumbers.TCA_VLAN_PUSH_ETH_DST, body.ethernetDestination());
        }
        if (!body.ethernetSource().isEmpty()) {
            out.put(TcNumbers.TCA_VLAN_PUSH_ETH_SRC, body.ethernetSource());
        }
    }

    @Override
    Optional<ActionBody> read(Level options) throws TcDecodeException {
        int operation = extraWord(options, 0);
        if (operation < 1 || operation > OPERATIONS.size()) {
            return Optional.empty();
        }
        return Optional.of(new ActionBody.Vlan(
                OPERATIONS.get(operation - 1),
                options.has(TcNumbers.TCA_VLAN_PUSH_VLAN_PROTOCOL)
                        ? options.be16(TcNumbers.TCA_VLAN_PUSH_VLAN_PROTOCOL)
                        : 0,
                options.optionalU16(TcNumbers.TCA_VLAN_PUSH_VLAN_ID),
                options.optionalU8(TcNumbers.TCA_VLAN_PUSH_VLAN_PRIORITY),
                mac(options, TcNumbers.TCA_VLAN_PUSH_ETH_DST),
                mac(options, TcNumbers.TCA_VLAN_PUSH_ETH_SRC)));
    }

    private static Bytes mac(Level options, int type) throws TcDecodeException {
        return options.has(type) ? options.bytes(type, MAC) : Bytes.NONE;
    }
}
