package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.build.NicBuild;
import io.tandem.hwsim.build.NicVariant;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.NicProfile;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Frame;
import io.tandem.hwsim.v1.Load;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.WriteRegister;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands that go down the lookup pipeline between packets that follow each other every clock. */
class NicInFlightTest {
    private static final int PACKETS = 20_000;
    private static final int ROUNDS = 20;
    private static final int CLOCKS_BETWEEN_WRITES = 7;
    /** Accesses without effect after each command, until it has passed: longer than the pipeline. */
    private static final int PAUSE = 4;

    private final List<WriteRegister> writes = new ArrayList<>();
    private HarnessProcess harness;
    private NicRule rule;
    private Megaflow flow;
    private int[] slots;

    @BeforeEach
    void open() throws Exception {
        harness = HarnessProcess.start(
                NicBuild.program(NicProfile.SMALL, NicVariant.CHECK), List.of(), Duration.ofSeconds(20));
        NicCapabilities nic = NicCapabilities.read(harness, 1, Long.SIZE);
        OdpMatch match = OdpKeyText.parseMasked(
                "in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53)", PortNames.any());
        flow = Megaflow.of(match.key(), match.mask(), OdpActionText.parse("2", PortNames.any()));
        rule = ((RuleTranslator.Outcome.Rule)
                        new RuleTranslator(nic, NicTunnels.none(), NicMeters.none()).translate(flow))
                .rule();
        slots = new SlotTable(nic).homes(0, rule);
        NicOperations first = new NicOperations().mask(0, rule.mask());
        first.writeRule(slots[0], flow.ufid(), rule);
        harness.exchange(first.list());
    }

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void findsARuleThatMovesWhicheverPacketsAreInFlight() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            command(Command.WRITE, slots[(round + 1) % slots.length]);
            command(Command.DELETE, slots[round % slots.length]);
        }

        load();

        assertThat(read(Register.HITS)).isEqualTo(PACKETS);
        assertThat(read(Register.MISSES)).isZero();
    }

    @Test
    void missesARuleThatIsRemovedBeforeItComesBack() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            command(Command.DELETE, slots[round % slots.length]);
            command(Command.WRITE, slots[(round + 1) % slots.length]);
        }

        load();

        assertThat(read(Register.HITS)).isGreaterThan(PACKETS / 2);
        assertThat(read(Register.MISSES)).isPositive().isEqualTo(PACKETS - read(Register.HITS));
    }

    private void command(Command command, int slot) {
        write(Register.COMMAND_SLOT, slot);
        write(Register.COMMAND, command.code());
        for (int i = 0; i < PAUSE; i++) {
            write(Register.COMMAND_SLOT, slot);
        }
        write(Register.ANSWERS, 1);
    }

    private void write(Register register, long value) {
        writes.add(WriteRegister.newBuilder()
                .setAddress(register.address())
                .setValue(value)
                .build());
    }

    private void load() throws Exception {
        harness.exchange(Operation.newBuilder()
                .setLoad(Load.newBuilder()
                        .addFrames(Frame.newBuilder().setPort(1).setData(ByteString.copyFrom(Frames.udp(1, 53, 64))))
                        .setPackets(PACKETS)
                        .addAllWrites(writes)
                        .setClocksBetweenWrites(CLOCKS_BETWEEN_WRITES))
                .build());
    }

    private long read(Register register) throws Exception {
        return harness.exchange(new NicOperations().read(register, 0).list())
                .getResults(0)
                .getValue();
    }
}
