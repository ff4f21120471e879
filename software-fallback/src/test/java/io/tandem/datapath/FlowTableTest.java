package io.tandem.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.action.OdpAction;
import io.tandem.datapath.bond.Bond;
import io.tandem.datapath.bond.BondTable;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.conntrack.TimeoutPolicy;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.PortNames;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlowTableTest {
    private static final FlowMask MASK = FlowMask.builder()
            .exact(FlowField.IN_PORT)
            .exact(FlowField.ETH_TYPE)
            .build();

    private final FlowTable table = new FlowTable(ClassifierKind.DECISION_TREE, 1, 0);

    private static Megaflow flow(int type, OdpAction... actions) {
        return Megaflow.of(
                FlowKey.builder()
                        .set(FlowField.IN_PORT, 1)
                        .set(FlowField.ETH_TYPE, type)
                        .build(),
                MASK,
                List.of(actions));
    }

    @Test
    void refusesTheSameUfidAndTheSameMatch() throws FlowPutException {
        Megaflow flow = flow(0x0800, new OdpAction.Output(2));
        table.put(flow);
        Megaflow sameMatch = new Megaflow(new Ufid(1, 2), flow.key(), flow.mask(), List.of());
        Megaflow sameUfid = new Megaflow(flow.ufid(), flow(0x0806).key(), MASK, List.of());
        for (Megaflow twice : List.of(flow, sameMatch, sameUfid)) {
            assertThatThrownBy(() -> table.put(twice))
                    .isInstanceOfSatisfying(FlowPutException.class, e -> assertThat(e.errno())
                            .isEqualTo(FlowPutException.Errno.EEXIST));
        }
        assertThat(table.flows()).hasSize(1);
        assertThat(table.remove(flow.ufid())).isPresent();
        assertThat(table.remove(flow.ufid())).isEmpty();
        table.put(sameMatch);
        assertThat(table.find(sameMatch.ufid())).isPresent();
    }

    @Test
    void refusesWhatItCannotCarryAndKeepsNothingOfIt() {
        OdpAction mark = new OdpAction.Set(KeyAttribute.CT_MARK, FlowKey.EMPTY);
        Megaflow anyPort = Megaflow.of(FlowKey.EMPTY, FlowMask.EMPTY, List.of());
        for (Megaflow flow : List.of(flow(0x0806, mark), anyPort)) {
            assertThatThrownBy(() -> table.put(flow))
                    .isInstanceOfSatisfying(FlowPutException.class, e -> assertThat(e.errno())
                            .isEqualTo(FlowPutException.Errno.EINVAL));
        }
        assertThat(table.flows()).isEmpty();
    }

    @Test
    void refusesMetersBondsAndTimeoutPoliciesThatAreNotThere() throws Exception {
        MeterTable meters = new MeterTable();
        BondTable bonds = new BondTable();
        Conntrack conntrack = new Conntrack(ConntrackConfig.DEFAULT);
        FlowTable named = new FlowTable(
                ClassifierKind.DECISION_TREE,
                1,
                0,
                ActionServices.none().with(meters).with(bonds).with(conntrack));
        String actions = "clone(meter(3),lb_output(7)),check_pkt_len(size=9,gt(2),le(ct(timeout=short)))";
        Megaflow flow = flow(0x0800).withActions(OdpActionText.parse(actions, PortNames.any()));
        assertRefused(named, flow, "there is no meter 3");
        meters.set(3, new MeterConfig(MeterUnit.PACKETS, List.of()), 0);
        assertRefused(named, flow, "there is no bond 7");
        bonds.set(7, Bond.over(List.of(1)));
        assertRefused(named, flow, "there is no timeout policy short");
        assertThat(named.flows()).isEmpty();
        conntrack.configure(ConntrackConfig.DEFAULT.withPolicies(Map.of("short", TimeoutPolicy.DEFAULT)));
        named.put(flow);
        Megaflow other = flow.withActions(List.of(new OdpAction.Meter(4)));
        assertThatThrownBy(() -> named.modify(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no meter 4");
        assertThat(named.find(flow.ufid()).orElseThrow().megaflow().actions()).isEqualTo(flow.actions());
    }

    private static void assertRefused(FlowTable table, Megaflow flow, String sentence) {
        assertThatThrownBy(() -> table.put(flow)).isInstanceOfSatisfying(FlowPutException.class, e -> {
            assertThat(e.errno()).isEqualTo(FlowPutException.Errno.EINVAL);
            assertThat(e).hasMessage("EINVAL: " + sentence);
        });
    }

    @Test
    void keepsTheOldActionsWhereTheNewOnesCannotBeCarriedOut() throws FlowPutException {
        Megaflow flow = flow(0x0806, new OdpAction.Output(2));
        table.put(flow);
        OdpAction mark = new OdpAction.Set(KeyAttribute.CT_MARK, FlowKey.EMPTY);
        assertThatThrownBy(() -> table.modify(flow.withActions(List.of(mark))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(table.find(flow.ufid()).orElseThrow().megaflow()).isEqualTo(flow);
    }
}
