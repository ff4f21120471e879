package io.tandem.conformance.rtesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.Translation;
import io.tandem.conformance.tcsim.TcSimSuite;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.v1.Fault;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that go into the simulated NIC by rte_flow's templates and queue, and rules that age there. */
class QueuedAndAgeingRulesTest {
    private static final int MANY = 40;
    private static final RawCounters NONE = RawCounters.zero(Long.SIZE);

    private static Megaflow flow(int host) throws Exception {
        OdpMatch match = OdpKeyText.parseMasked(
                "recirc_id(0),in_port(1),eth(dst=00:00:00:00:%02x:%02x),eth_type(0x0806)"
                        .formatted(host >> 8, host & 0xff),
                PortNames.any());
        return Megaflow.of(match.key(), match.mask(), OdpActionText.parse("2", PortNames.any()));
    }

    private static List<OffloadOperation> puts(int count) throws Exception {
        List<OffloadOperation> puts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            puts.add(new OffloadOperation.Put(flow(i)));
        }
        return puts;
    }

    private static void send(SimNicDevice nic, int host) {
        byte[] frame = new byte[60];
        frame[4] = (byte) (host >> 8);
        frame[5] = (byte) host;
        frame[12] = 0x08;
        frame[13] = 0x06;
        WireBurst burst = new WireBurst();
        burst.add(1, frame);
        nic.exchange(burst, System.nanoTime());
    }

    private static Map<Ufid, RawCounters> dump(OffloadDevice rte) throws DeviceException {
        Map<Ufid, RawCounters> counters = new HashMap<>();
        rte.dump(Set.of(), (RuleSnapshot rule) -> counters.put(rule.ufid(), rule.counters()));
        return counters;
    }

    @ParameterizedTest
    @ValueSource(strings = {"22.11", "23.11", "24.11", "25.11"})
    void aBatchGoesThroughTheQueueAndIsCountedAndEnds(String release) throws Exception {
        try (SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte =
                        RteSimSuite.templates(nic, Layouts.of(release).orElseThrow())) {
            assertThat(rte.apply(puts(MANY))).allMatch(OffloadResult.Installed.class::isInstance);
            send(nic, 7);
            send(nic, 39);
            send(nic, 39);
            Map<Ufid, RawCounters> counters = dump(rte);
            assertThat(counters).hasSize(MANY);
            assertThat(counters.get(flow(7).ufid()))
                    .extracting(RawCounters::packets)
                    .isEqualTo(1L);
            assertThat(counters.get(flow(39).ufid()))
                    .extracting(RawCounters::packets)
                    .isEqualTo(2L);
            assertThat(counters.get(flow(8).ufid()))
                    .extracting(RawCounters::packets)
                    .isEqualTo(0L);
            OffloadResult deleted = rte.apply(List.of(new OffloadOperation.Delete(flow(39).ufid())))
                    .getFirst();
            assertThat(deleted).isInstanceOfSatisfying(OffloadResult.Deleted.class, gone -> assertThat(
                            gone.last().packets())
                    .isEqualTo(2));
            assertThat(dump(rte)).hasSize(MANY - 1);
            assertThat(rte.flush()).hasSize(MANY - 1);
        }
    }

    @Test
    void aFullTableIsSaidToBeFullThoughAQueueDoesNotSayWhy() throws Exception {
        try (SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte =
                        RteSimSuite.templates(nic, Layouts.of("22.11").orElseThrow())) {
            List<Refusal.Code> codes = rte.apply(puts(400)).stream()
                    .filter(OffloadResult.Refused.class::isInstance)
                    .map(result -> ((OffloadResult.Refused) result).refusal().code())
                    .toList();
            assertThat(codes).isNotEmpty().containsOnly(Refusal.Code.TABLE_FULL);
        }
    }

    @Test
    void aNicThatIsResetTakesItsTablesAlong() throws Exception {
        try (SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte =
                        RteSimSuite.templates(nic, Layouts.of("22.11").orElseThrow())) {
            rte.apply(puts(3));
            assertThatThrownBy(() -> nic.controls()
                            .inject(Fault.newBuilder().setKind(Fault.Kind.EXIT).build()))
                    .isInstanceOf(DeviceException.class);
            assertThatThrownBy(() -> {
                        rte.dump(Set.of(), rule -> {});
                        rte.dump(Set.of(), rule -> {});
                    })
                    .isInstanceOf(DeviceException.class);
            rte.recover();
            assertThat(rte.apply(puts(3))).allMatch(OffloadResult.Installed.class::isInstance);
        }
    }

    @Test
    void rulesThatAreNotHitForTheirTimeHaveAged() throws Exception {
        AtomicLong skew = new AtomicLong();
        try (SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte = ageing(nic, skew, "any-but-count")) {
            assertThat(rte.explain(flow(1))).isInstanceOfSatisfying(Translation.class, made -> assertThat(made.text())
                    .contains("actions age timeout 10 / ")
                    .doesNotContain("count"));
            rte.apply(puts(2));
            send(nic, 1);
            long before = System.nanoTime();
            assertThat(dump(rte)).allSatisfy((ufid, counters) -> {
                assertThat(counters.usedNanos()).isGreaterThanOrEqualTo(before);
                assertThat(counters.ageNanos()).isZero();
            });
            Map<Ufid, RawCounters> last = dump(rte);
            skew.set(TimeUnit.SECONDS.toNanos(10));
            Map<Ufid, RawCounters> aged = dump(rte);
            assertThat(aged).isEqualTo(last);
            send(nic, 0);
            skew.set(TimeUnit.SECONDS.toNanos(5));
            assertThat(dump(rte)).doesNotContainEntry(flow(0).ufid(), last.getOrDefault(flow(0).ufid(), NONE));
        }
    }

    @Test
    void packetsOfARuleThatHasAgedCameBeforeItsTime() throws Exception {
        AtomicLong skew = new AtomicLong();
        try (SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte = ageing(nic, skew, "any")) {
            rte.apply(puts(2));
            send(nic, 1);
            skew.set(TimeUnit.SECONDS.toNanos(10));
            long now = System.nanoTime();
            Map<Ufid, RawCounters> aged = dump(rte);
            assertThat(aged.get(flow(1).ufid())).satisfies(counters -> {
                assertThat(counters.packets()).isEqualTo(1);
                assertThat(counters.usedNanos()).isLessThan(now - TimeUnit.SECONDS.toNanos(5));
            });
            assertThat(aged.get(flow(0).ufid()))
                    .extracting(RawCounters::usedNanos)
                    .isEqualTo(FlowStats.NEVER);
        }
    }

    /** @param skew nanoseconds that the driver's clock is ahead of the NIC's */
    private static OffloadDevice ageing(SimNicDevice nic, AtomicLong skew, String driver) throws Exception {
        Layouts layouts = Layouts.of("22.11").orElseThrow();
        NicFlows flows = new NicFlows(nic, nic.ports(), layouts, () -> System.nanoTime() + skew.get());
        return RteSimSuite.open(
                nic,
                Map.of("age-seconds", "10", "driver", driver, "uncounted", "true"),
                () -> new SimulatedRte(flows, layouts));
    }
}
