package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.Marking;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that mark packets and give them to the host, in the RTL. */
class MarkingRulesTest {
    private static final String UDP_53 = "recirc_id(0),in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53)";
    private static final String TRACKED = "ct(commit),recirc(0x1)";
    private static final byte[] TO_53 = Frames.udp(1000, 53, 60);
    private static final byte[] TO_54 = Frames.udp(1000, 54, 60);
    private static final int MARK = 0x89abcdef;

    private SimNicDevice nic;

    @BeforeEach
    void open() throws BackendUnavailableException {
        nic = new SimNicBackend().open(new DeviceConfig("nic0", Map.of("profile", "small", "marks", "where-needed")));
    }

    @AfterEach
    void close() {
        nic.close();
    }

    private OffloadResult apply(OffloadOperation operation) throws Exception {
        return nic.apply(List.of(operation)).getFirst();
    }

    private WireBurst send(byte[]... frames) {
        WireBurst burst = new WireBurst();
        for (byte[] frame : frames) {
            burst.add(1, frame);
        }
        nic.exchange(burst, 1_000);
        return burst;
    }

    @Test
    void giveTheHostTheirPacketsWithTheMarkAndNoOthers() throws Exception {
        Megaflow flow = flow(UDP_53, TRACKED);
        assertThat(apply(new OffloadOperation.Mark(flow, MARK))).isInstanceOf(OffloadResult.Installed.class);

        WireBurst burst = send(TO_53, TO_54, TO_53);

        assertThat(List.of(burst.verdict(0), burst.verdict(1), burst.verdict(2)))
                .containsOnly(Verdict.TO_HOST);
        assertThat(List.of(burst.mark(0), burst.mark(1), burst.mark(2))).containsExactly(MARK, 0, MARK);
        List<RuleSnapshot> rules = new ArrayList<>();
        nic.dump(Set.of(flow.ufid()), rules::add);
        assertThat(rules).singleElement().satisfies(rule -> assertThat(rule.readback())
                .isEqualTo(new RuleSnapshot.Readback.Same()));
    }

    @Test
    void takeTurnsWithRulesThatDoAll() throws Exception {
        Megaflow tracked = flow(UDP_53, TRACKED);
        apply(new OffloadOperation.Mark(tracked, MARK));
        assertThat(apply(new OffloadOperation.Modify(flow(UDP_53, "2")))).isInstanceOf(OffloadResult.Modified.class);
        assertThat(send(TO_53).verdict(0)).isEqualTo(Verdict.FORWARD);
        assertThat(apply(new OffloadOperation.Mark(tracked, 7)))
                .isInstanceOfSatisfying(
                        OffloadResult.Modified.class,
                        modified -> assertThat(modified.last().packets()).isEqualTo(1));
        assertThat(send(TO_53).mark(0)).isEqualTo(7);
        assertThat(apply(new OffloadOperation.Delete(tracked.ufid()))).isInstanceOf(OffloadResult.Deleted.class);
        assertThat(send(TO_53).mark(0)).isZero();
    }

    @Test
    void areWhatIsExplainedOfFlowsWhoseActionsTheNicCannotDo() throws Exception {
        assertThat(nic.explain(flow(UDP_53, TRACKED))).isInstanceOfSatisfying(Marking.class, marking -> {
            assertThat(marking.whole().code()).isEqualTo(Refusal.Code.UNSUPPORTED_ACTION);
            assertThat(marking.rule().text()).contains("nic rule");
        });
        assertThat(nic.explain(flow(UDP_53.replace("recirc_id(0)", "recirc_id(0x1)"), TRACKED)))
                .isInstanceOf(Refusal.class);
        assertThat(nic.explain(flow("recirc_id(0),in_port(99),eth_type(0x88b5)", TRACKED)))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void areNoneUnlessTheyAreAskedFor() throws Exception {
        try (SimNicDevice plain = new SimNicBackend().open(new DeviceConfig("nic1", Map.of("profile", "small")))) {
            assertThat(plain.explain(flow(UDP_53, TRACKED))).isInstanceOf(Refusal.class);
        }
    }

    @Test
    void areRefusedBehindARecirculation() throws Exception {
        Megaflow behind = flow(UDP_53.replace("recirc_id(0)", "recirc_id(0x1)"), TRACKED);
        assertThat(apply(new OffloadOperation.Mark(behind, MARK)))
                .isInstanceOfSatisfying(
                        OffloadResult.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.CHAIN_PARENT));
    }
}
