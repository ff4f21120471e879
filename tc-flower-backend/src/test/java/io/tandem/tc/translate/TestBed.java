package io.tandem.tc.translate;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.property.SwitchFlows;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPort.Kind;
import io.tandem.tc.host.TcPorts;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;

/** Ports 1 and 2 off a wire, 3 virtual, 4 VXLAN, 5 Geneve, 6 GRE, 7 ERSPAN, 8 the host's; their ifindexes are 100 more. */
public final class TestBed {
    /** Flows for rules; those of fields that flower lacks are few. */
    public static final SwitchFlows FLOWS = new SwitchFlows(EnumSet.of(
            FlowField.IPV6_LABEL, FlowField.IPV6_EXTHDRS, FlowField.ND_TARGET, FlowField.ND_SLL, FlowField.ND_TLL));

    public static final List<TcPort> ALL_PORTS = List.of(
            TcPort.wire(1, 101, "eth0"),
            TcPort.wire(2, 102, "eth1"),
            TcPort.of(3, 103, "veth0", Kind.ETHERNET),
            TcPort.of(4, 104, "vxlan_sys", Kind.VXLAN),
            TcPort.of(5, 105, "genev_sys", Kind.GENEVE),
            TcPort.of(6, 106, "gre_sys", Kind.GRE),
            TcPort.of(7, 107, "erspan_sys", Kind.ERSPAN),
            TcPort.of(8, 108, "br0", Kind.INTERNAL));

    static final TcPorts PORTS = TcPorts.of(ALL_PORTS);

    public static final TcMeters METERS = id -> id == 9 ? OptionalInt.of(0x10000009) : OptionalInt.empty();

    public static MegaflowTranslator translator(TcCapabilities capabilities) {
        return new MegaflowTranslator(capabilities, PORTS, new ChainNumbers(), METERS);
    }

    public static Megaflow flow(String match, String actions) {
        try {
            String whole = match.contains("in_port(") ? match : "in_port(1)," + match;
            OdpMatch parsed = OdpKeyText.parseMasked(whole, PortNames.any());
            List<OdpAction> list = OdpActionText.parse(actions, PortNames.any());
            return Megaflow.of(
                    parsed.key(),
                    parsed.mask().toBuilder().exact(FlowField.RECIRC_ID).build(),
                    list);
        } catch (OdpParseException e) {
            throw new AssertionError(match + " actions:" + actions, e);
        }
    }

    static String text(TcCapabilities capabilities, String match, String actions) {
        return RuleText.of(translator(capabilities).translate(flow(match, actions)));
    }

    private TestBed() {}
}
