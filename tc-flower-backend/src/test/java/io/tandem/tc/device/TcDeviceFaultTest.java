package io.tandem.tc.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.tc.held.TcErrors;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.meter.PoliceMeters;
import io.tandem.tc.place.TcPolicy;
import io.tandem.tc.probe.KernelFeatures;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.transport.TransportException;
import io.tandem.translate.Abilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the device makes of a kernel that fails. What it makes of one that works is asked in the conformance suite. */
class TcDeviceFaultTest {
    private static final PortNames PORTS = PortNames.of(List.of(1));
    private static final int EPERM = 1;

    private final FakeKernel kernel = new FakeKernel();
    private TcDevice device;

    TcDeviceFaultTest() throws BackendUnavailableException {
        device = open();
    }

    @BeforeEach
    void nothingIsThere() {
        assertThat(kernel.filters).isEmpty();
    }

    private TcDevice open() throws BackendUnavailableException {
        return TcDevice.open(
                "tc0",
                TcSettings.of(new DeviceConfig("tc0", Map.of("ports", "1=in0", "policy", "skip_hw"))),
                new TcDevice.Surroundings(
                        () -> kernel,
                        kernel,
                        KernelFeatures.all(),
                        new Abilities(Map.of(), Set.of()),
                        new PoliceMeters(Map.of(), new KernelFeatures(Set.of()), TcPolicy.SKIP_HW),
                        new ChainNumbers(),
                        ports -> new MegaflowTranslator(
                                TcCapabilities.LINUX_6_1, ports, new ChainNumbers(), TcMeters.NONE)::translate,
                        () -> {},
                        () -> 0));
    }

    private static Megaflow flow(int last) throws OdpParseException {
        OdpMatch match = OdpKeyText.parseMasked(
                "recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.0." + last + ",frag=no)", PORTS);
        FlowKey key = match.key();
        FlowMask mask = match.mask();
        return Megaflow.of(key, mask, OdpActionText.parse("drop", PORTS));
    }

    private OffloadResult put(int last) throws DeviceException, OdpParseException {
        return device.apply(List.of(new OffloadOperation.Put(flow(last)))).getFirst();
    }

    private List<Ufid> dump() throws DeviceException {
        List<Ufid> found = new ArrayList<>();
        device.dump(Set.of(), (RuleSnapshot rule) -> found.add(rule.ufid()));
        return found;
    }

    private static Refusal refusal(OffloadResult result) {
        assertThat(result).isInstanceOf(OffloadResult.Refused.class);
        return ((OffloadResult.Refused) result).refusal();
    }

    @Test
    void triesAgainWhatIsBusy() throws DeviceException, OdpParseException {
        kernel.answers.addAll(List.of(TcErrors.EBUSY, TcErrors.EAGAIN, TcErrors.ENOBUFS));
        assertThat(put(1)).isInstanceOf(OffloadResult.Installed.class);
        assertThat(kernel.filters).hasSize(1);
    }

    @Test
    void givesUpWhatStaysBusy() throws DeviceException, OdpParseException {
        for (int i = 0; i < 4; i++) {
            kernel.answers.add(TcErrors.EBUSY);
        }
        assertThat(refusal(put(1)).code()).isEqualTo(Refusal.Code.DEVICE_ERROR);
        assertThat(put(1)).isInstanceOf(OffloadResult.Installed.class);
    }

    @Test
    void tellsErrorsApart() throws DeviceException, OdpParseException {
        kernel.answers.addAll(List.of(TcErrors.ENOSPC, TcErrors.ENODEV, TcErrors.EOPNOTSUPP, EPERM));
        assertThat(refusal(put(1)).code()).isEqualTo(Refusal.Code.TABLE_FULL);
        assertThat(refusal(put(1)).code()).isEqualTo(Refusal.Code.PORT_NOT_OFFLOADABLE);
        assertThat(refusal(put(1)).code()).isEqualTo(Refusal.Code.UNSUPPORTED_ACTION);
        assertThat(refusal(put(1)).sentence()).contains("CAP_NET_ADMIN");
        assertThat(device.failed()).isFalse();
    }

    @Test
    void leavesNothingWhereASuccessorHasNoRoom() throws DeviceException, OdpParseException {
        put(1);
        kernel.answers.add(TcErrors.ENOSPC);
        OffloadResult result = device.apply(
                        List.of(new OffloadOperation.Modify(flow(1).withActions(OdpActionText.parse("1", PORTS)))))
                .getFirst();
        assertThat(refusal(result).code()).isEqualTo(Refusal.Code.TABLE_FULL);
        assertThat(kernel.filters).isEmpty();
        assertThat(put(1)).isInstanceOf(OffloadResult.Installed.class);
    }

    @Test
    void asksAgainForADisturbedDump() throws DeviceException, OdpParseException {
        put(1);
        put(2);
        kernel.dumps = 0;
        kernel.failures.addAll(
                List.of(TransportException.Reason.INTERRUPTED_DUMP, TransportException.Reason.NO_BUFFERS));
        assertThat(dump()).containsExactlyInAnyOrder(flow(1).ufid(), flow(2).ufid());
        assertThat(kernel.dumps).isEqualTo(3);
    }

    @Test
    void endsAGenerationWithTheTransport() throws DeviceException, OdpParseException {
        put(1);
        kernel.failures.add(TransportException.Reason.TIMEOUT);
        assertThatThrownBy(() -> put(2)).isInstanceOf(DeviceException.class).hasMessageContaining("tc0");
        assertThat(device.failed()).isTrue();
        assertThatThrownBy(this::dump).isInstanceOf(DeviceException.class);

        OffloadDevice.Recovery recovery = device.recover();
        assertThat(recovery.generation()).isEqualTo(2);
        assertThat(recovery.lost()).extracting(OffloadResult.Deleted::ufid).containsExactly(flow(1).ufid());
        assertThat(dump()).as("waits for its flow").isEmpty();
        assertThat(put(1)).isInstanceOf(OffloadResult.Installed.class);
        assertThat(kernel.filters).as("taken over").hasSize(1);
        assertThat(dump()).containsExactly(flow(1).ufid());
    }

    @Test
    void losesOnlyThePortThatGoes() throws DeviceException, OdpParseException {
        put(1);
        kernel.linked = false;
        assertThat(dump()).isEmpty();
        assertThat(refusal(put(2)).code()).isEqualTo(Refusal.Code.PORT_NOT_OFFLOADABLE);
        assertThat(device.apply(List.of(new OffloadOperation.Delete(flow(1).ufid())))
                        .getFirst())
                .isInstanceOf(OffloadResult.Deleted.class);
        assertThat(device.generation()).isEqualTo(1);
        kernel.linked = true;
        kernel.filters.clear();
        dump();
        assertThat(put(1)).isInstanceOf(OffloadResult.Installed.class);
    }
}
