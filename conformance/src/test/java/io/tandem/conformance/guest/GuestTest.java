package io.tandem.conformance.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tandem.conformance.guest.GuestException.Reason;
import io.tandem.conformance.ovs.FlowText;
import io.tandem.conformance.ovs.OvsBytes;
import io.tandem.conformance.verdict.CaseFile;
import io.tandem.conformance.verdict.JudgedCase;
import io.tandem.conformance.verdict.KernelSuite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Boots the guest. Not in the default run: {@code ./tandem test -pl conformance -am -DexcludedGroups=none -Dgroups=guest}. */
@Tag("guest")
class GuestTest {
    private final Guest guest =
            new Guest(Path.of(System.getProperty("tandem.root", ".."), "conformance", "target", "guest"));

    @Test
    void runsAScriptAndBringsItsFilesBack() throws Exception {
        GuestResult result = run(GuestProgram.script("uname -r; echo oops >&2; cat in.txt >out.txt; exit 7\n")
                .withInput("in.txt", "in".getBytes(StandardCharsets.UTF_8)));
        assertThat(result.status()).isEqualTo(7);
        assertThat(result.stdout().strip()).isEqualTo(result.kernel());
        assertThat(result.stderr()).contains("oops");
        assertThat(result.text("out.txt")).contains("in");
    }

    @Test
    void stopsAtTheLimit() {
        assertThatExceptionOfType(GuestException.class)
                .isThrownBy(() -> run(GuestProgram.script("sleep 1000\n").withLimit(Duration.ofSeconds(20))))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TIME_LIMIT));
    }

    @Test
    void saysWhichModuleThereIsNot() {
        assertThatExceptionOfType(GuestException.class)
                .isThrownBy(() -> run(GuestProgram.script("true\n").withModules(List.of("no_such_module"))))
                .withMessageContaining("no_such_module")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_MODULE));
    }

    @Test
    void saysThatTheKernelDied() {
        assertThatExceptionOfType(GuestException.class)
                .isThrownBy(() -> run(GuestProgram.script("echo c >/proc/sysrq-trigger\n")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CRASHED));
    }

    @Test
    void judgesTheCommittedFlowsAsBefore() throws Exception {
        assumeTools();
        List<JudgedCase> expected = CaseFile.builtIn();
        KernelSuite.Judgement judgement = new KernelSuite(guest)
                .judge(expected.stream().map(JudgedCase::flow).toList());
        assertThat(judgement.differences(expected)).isEmpty();
    }

    @Test
    void recordsWhatOpenVswitchSends() throws Exception {
        assumeTools();
        FlowText good = new FlowText("in_port(1),eth(),eth_type(0x88b5)", "2");
        FlowText bad = new FlowText("in_port(1),nonsense()", "2");
        OvsBytes.Recording recording = new OvsBytes(guest).record(List.of(bad, good));
        assertThat(recording.unparsed()).containsExactly(bad);
        assertThat(recording.flows()).singleElement().satisfies(flow -> {
            assertThat(flow.text()).isEqualTo(good);
            assertThat(flow.actions()).containsExactly(8, 0, 1, 0, 2, 0, 0, 0);
        });
    }

    private GuestResult run(GuestProgram program) throws Exception {
        assumeTools();
        return guest.run(program);
    }

    private static void assumeTools() {
        try {
            HostTool.require(Arrays.stream(HostTool.values())
                    .filter(tool -> tool != HostTool.OVS_VSWITCHD_DPDK) // which no guest runs
                    .toList());
        } catch (GuestException e) {
            abort(String.valueOf(e.getMessage()));
        }
    }
}
