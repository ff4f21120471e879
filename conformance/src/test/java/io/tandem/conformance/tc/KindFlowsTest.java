package io.tandem.conformance.tc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.conformance.tc.KindFlows.KindFlow;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPort.Kind;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.wire.HeldForm;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KindFlowsTest {
    private static final TcPorts PORTS = TcPorts.of(List.of(
            TcPort.wire(1, 1, "in0"),
            TcPort.wire(2, 2, "out0"),
            TcPort.of(3, 3, "vx0", Kind.VXLAN),
            TcPort.of(4, 4, "gnv0", Kind.GENEVE),
            TcPort.of(5, 5, "tap-gre", Kind.GRE),
            TcPort.of(6, 6, "tap-ers", Kind.ERSPAN)));

    /** Keys that no rule of Linux 6.1 has: one is of a later kernel, and nothing matches by a hash. */
    private static final Set<FlowerKey> ABSENT = EnumSet.of(FlowerKey.ENC_FLAGS, FlowerKey.HASH);

    @Test
    void haveEveryKeyInPartWhereItCanBe() throws Exception {
        Set<FlowerKey> whole = EnumSet.noneOf(FlowerKey.class);
        Set<FlowerKey> partly = EnumSet.noneOf(FlowerKey.class);
        for (TcRule rule : rules()) {
            for (Map.Entry<FlowerKey, FlowerValue> value :
                    HeldForm.of(rule.match()).values().entrySet()) {
                (value.getValue().isExact() ? whole : partly).add(value.getKey());
            }
        }
        Set<FlowerKey> any = EnumSet.copyOf(whole);
        any.addAll(partly);
        assertEquals(EnumSet.complementOf(EnumSet.copyOf(ABSENT)), any);
        Set<FlowerKey> maskable = EnumSet.copyOf(any);
        maskable.removeIf(key -> !key.maskable());
        maskable.removeAll(partly);
        assertEquals(Set.of(), maskable);
    }

    @Test
    void haveEveryAction() throws Exception {
        Set<String> kinds = new TreeSet<>();
        for (TcRule rule : rules()) {
            for (TcAction action : rule.actions()) {
                kinds.add(
                        switch (action.body()) {
                            case ActionBody.Vlan vlan -> "vlan " + vlan.operation();
                            case ActionBody.Mpls mpls -> "mpls " + mpls.operation();
                            case ActionBody body -> body.getClass().getSimpleName();
                        });
            }
        }
        assertEquals(
                new TreeSet<>(List.of(
                        "Csum",
                        "Ct",
                        "Gact",
                        "Mirred",
                        "Pedit",
                        "Police",
                        "Sample",
                        "Skbedit",
                        "TunnelKeyRelease",
                        "TunnelKeySet",
                        "mpls MODIFY",
                        "mpls POP",
                        "mpls PUSH",
                        "vlan MODIFY",
                        "vlan POP",
                        "vlan POP_ETH",
                        "vlan PUSH",
                        "vlan PUSH_ETH")),
                kinds);
    }

    private static List<TcRule> rules() throws Exception {
        MegaflowTranslator translator = new MegaflowTranslator(
                TcCapabilities.LINUX_6_1.withConstantTunnelFlags(true).withExactOptionLength(true),
                PORTS,
                new ChainNumbers(),
                TcMeters.NONE);
        List<TcRule> rules = new ArrayList<>();
        for (KindFlow flow : KindFlows.read()) {
            switch (translator.translate(flow.flow())) {
                case TcRule rule -> rules.add(rule);
                case TcOutcome.Refused(var refusal) -> throw new AssertionError(flow.line() + ": " + refusal);
            }
        }
        return rules;
    }
}
