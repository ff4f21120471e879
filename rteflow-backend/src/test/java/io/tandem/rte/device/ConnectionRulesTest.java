package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.backend.MissPlace;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.TrackedConnection;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.IpProto;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.text.RulePrinter;
import io.tandem.rte.translate.TestBed;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules of connections come where flows look packets up, and go with these. */
class ConnectionRulesTest {
    private static final Megaflow LOOKS_UP = looksUp(1);
    private static final String TUPLE = "pattern represented_port ethdev_port_id is 0 / eth type is 0x800 has_vlan is 0"
            + " / ipv4 fragment_offset spec 0x0 fragment_offset mask 0x3fff proto is 6 src is 10.0.0.1 dst is 10.0.0.2"
            + " / tcp src is 1000 dst is 80 flags spec 0x0 flags mask 0x7 / end";

    private final MemoryFlows rules = new MemoryFlows();
    private final RteDevice device;

    ConnectionRulesTest() throws Exception {
        device = new RteDevice("nic", MemoryFlows.settings("tags=2"), () -> rules, () -> 1_000);
    }

    @AfterEach
    void close() {
        device.close();
    }

    private static Megaflow looksUp(int port) {
        return TestBed.flow("recirc_id(0),in_port(%d),eth_type(0x0800),ipv4()".formatted(port), "ct(zone=5),recirc(1)");
    }

    private static TrackedConnection connection(int source, int zone) {
        return new TrackedConnection(FlowKey.builder()
                .set(FlowField.ETH_TYPE, EtherType.IPV4)
                .set(FlowField.IPV4_PROTO, IpProto.TCP)
                .set(FlowField.IPV4_SRC, 0x0a000001)
                .set(FlowField.IPV4_DST, 0x0a000002)
                .set(FlowField.TCP_SRC, source)
                .set(FlowField.TCP_DST, 80)
                .set(FlowField.CT_STATE, CtStateFlag.ESTABLISHED.bit() | CtStateFlag.TRACKED.bit())
                .set(FlowField.CT_ZONE, zone)
                .set(FlowField.CT_MARK, 0x77)
                .build());
    }

    private OffloadResult apply(OffloadOperation operation) throws DeviceException {
        return device.apply(List.of(operation)).getFirst();
    }

    private OffloadResult track(TrackedConnection connection) throws DeviceException {
        return apply(new OffloadOperation.Track(connection));
    }

    /** The rules of connections, which set tags. */
    private List<RteRule> ofConnections() {
        return rules.rules.values().stream()
                .map(entry -> entry.rule)
                .filter(rule -> rule.actions().stream().anyMatch(action -> action.type() == RteActionType.MODIFY_FIELD))
                .toList();
    }

    @Test
    void aConnectionHasARuleWhereItsZoneIsLookedUp() throws Exception {
        apply(new OffloadOperation.Put(LOOKS_UP));
        assertThat(track(connection(1_000, 5))).isInstanceOf(OffloadResult.Installed.class);
        assertThat(track(connection(1_001, 6))).isInstanceOf(OffloadResult.Installed.class);

        assertThat(ofConnections())
                .extracting(rule -> RulePrinter.print(0, rule).toString())
                .containsExactly("flow create 0 group 1 transfer " + TUPLE
                        + " actions count / modify_field op set dst_type tag src_type value src_value 0x22000500 width 32"
                        + " / modify_field op set dst_type tag dst_level 1 src_type value src_value 0x77000000 width 32"
                        + " / jump group 2 / end");
    }

    @Test
    void connectionsThatAreKnownGetRulesWhereAFlowComesToLookThemUp() throws Exception {
        track(connection(1_000, 5));
        track(connection(1_001, 6));
        assertThat(ofConnections()).isEmpty();

        apply(new OffloadOperation.Put(LOOKS_UP));
        assertThat(ofConnections()).hasSize(1);
        apply(new OffloadOperation.Put(looksUp(2)));
        assertThat(ofConnections()).hasSize(2);

        apply(new OffloadOperation.Delete(LOOKS_UP.ufid()));
        assertThat(ofConnections()).hasSize(1);
        apply(new OffloadOperation.Delete(looksUp(2).ufid()));
        assertThat(rules.rules).isEmpty();
    }

    @Test
    void packetsWithoutARuleComeToTheHostWithTheirZone() throws Exception {
        apply(new OffloadOperation.Put(LOOKS_UP));
        track(connection(1_000, 5));

        List<String> misses = rules.rules.values().stream()
                .map(entry -> entry.rule)
                .filter(rule -> rule.priority() == 2)
                .map(rule -> RulePrinter.print(0, rule).toString())
                .toList();
        assertThat(misses)
                .containsExactly(
                        "flow create 0 group 1 priority 2 transfer pattern represented_port ethdev_port_id is 0 / end"
                                + " actions mark id 16711680 / port_representor port_id 0 / end",
                        "flow create 0 group 2 priority 2 transfer pattern represented_port ethdev_port_id is 0"
                                + " / tag data spec 0x50000 data mask 0xffff0000 index is 0 / end"
                                + " actions mark id 16711681 / port_representor port_id 0 / end");
        for (int mark : new int[] {0xff0000, 0xff0001}) {
            assertThat(device.missPlaces().at(mark)).isEqualTo(MissPlace.lookUp(5, 1));
        }
    }

    @Test
    void oneIsKnownToLiveByWhatItsRulesCountAndEndsWithAll() throws Exception {
        apply(new OffloadOperation.Put(LOOKS_UP));
        apply(new OffloadOperation.Put(looksUp(2)));
        TrackedConnection connection = connection(1_000, 5);
        track(connection);
        rules.hit(3, 180);

        List<RuleSnapshot> seen = new ArrayList<>();
        device.dump(Set.of(), seen::add);
        assertThat(seen)
                .filteredOn(rule -> rule.ufid().equals(connection.ufid()))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.counters().packets()).isEqualTo(6);
                    assertThat(rule.counters().usedNanos()).isEqualTo(1_000);
                });
        assertThat(apply(new OffloadOperation.Delete(connection.ufid())))
                .isInstanceOfSatisfying(
                        OffloadResult.Deleted.class,
                        gone -> assertThat(gone.last().packets()).isEqualTo(6));
        assertThat(ofConnections()).isEmpty();
        assertThat(rules.rules.values())
                .as("flows, and what misses in the group that they jump to")
                .extracting(entry -> entry.rule.group())
                .containsExactlyInAnyOrder(0, 0, 1, 1);
        assertThat(apply(new OffloadOperation.Delete(connection.ufid()))).isInstanceOf(OffloadResult.NotFound.class);
    }

    @Test
    void oneThatIsToldAnewHasItsNewTags() throws Exception {
        apply(new OffloadOperation.Put(LOOKS_UP));
        TrackedConnection connection = connection(1_000, 5);
        track(connection);
        TrackedConnection marked = new TrackedConnection(
                connection.key().toBuilder().set(FlowField.CT_MARK, 0x78).build());

        assertThat(track(marked)).isInstanceOf(OffloadResult.Modified.class);
        assertThat(ofConnections())
                .singleElement()
                .extracting(rule -> RulePrinter.print(0, rule).toString())
                .asString()
                .contains("0x78000000");
    }

    @Test
    void oneThatTheDriverRefusesHasNoRuleAtAll() throws Exception {
        apply(new OffloadOperation.Put(LOOKS_UP));
        apply(new OffloadOperation.Put(looksUp(2)));
        rules.refusals = (port, rule) -> port == 1 && rule.actions().size() > 3
                ? Optional.of(MemoryFlows.error(
                        RteErrorType.ACTION, RteCause.Part.NONE, 0, RteError.ENOSPC, "no room for connections"))
                : Optional.empty();

        assertThat(track(connection(1_000, 5)))
                .isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> assertThat(
                                refused.refusal().driverWords()
                                        + refused.refusal().sentence())
                        .contains("no room for connections"));
        assertThat(ofConnections()).isEmpty();
    }

    @Test
    void aRuleThatCannotBeEndedFailsTheDevice() throws Exception {
        apply(new OffloadOperation.Put(LOOKS_UP));
        TrackedConnection connection = connection(1_000, 5);
        track(connection);
        rules.destroyError =
                Optional.of(MemoryFlows.error(RteErrorType.UNSPECIFIED, RteCause.Part.NONE, 0, RteError.EBUSY, "busy"));

        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> apply(new OffloadOperation.Delete(connection.ufid())))
                .withMessageContaining("packets of a connection that is gone would go on: busy");
        assertThat(device.failed()).isTrue();
    }

    @Test
    void aFlushLeavesNothingBehind() throws Exception {
        rules.counterError = Optional.empty();
        apply(new OffloadOperation.Put(LOOKS_UP));
        track(connection(1_000, 5));
        device.flush();

        assertThat(rules.rules).isEmpty();
        assertThat(rules.counters).isEmpty();
        apply(new OffloadOperation.Put(LOOKS_UP));
        assertThat(ofConnections()).isEmpty();
        assertThat(rules.rules.values().stream()
                        .mapToInt(entry -> entry.rule.group())
                        .max())
                .hasValue(1);
    }

    @Test
    void withoutTagsConnectionsAreSoftwares() throws Exception {
        try (RteDevice plain = new RteDevice("nic", MemoryFlows.settings(), () -> rules, () -> 1_000)) {
            assertThat(plain.tracks()).isFalse();
        }
        assertThat(device.tracks()).isTrue();
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(() -> MemoryFlows.settings("tags=7"))
                .withMessage("device nic: tags is '7', expected at most 6");
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(() -> MemoryFlows.settings("tags=1", "driver=tap"))
                .withMessage("device nic: tags is '1', expected 0 with a driver that has no item TAG");
    }
}
