package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.build.NicBuild;
import io.tandem.hwsim.build.NicVariant;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.CommandStatus;
import io.tandem.hwsim.profile.DescriptorBits;
import io.tandem.hwsim.profile.MeterBits;
import io.tandem.hwsim.profile.NicProfile;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Frame;
import io.tandem.hwsim.v1.Load;
import io.tandem.hwsim.v1.Operation;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
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
    private static final int ROUNDS = 200;
    private static final int SIZE = 64;
    private static final long BURST = 20;
    private static final int CLOCKS_TO_EMPTY = 71;

    private final List<NicDescriptor> descriptors = new ArrayList<>();
    private HarnessProcess harness;
    private NicCapabilities nic;
    private NicRule rule;
    private Megaflow flow;
    private int[] slots;

    @BeforeEach
    void open() throws Exception {
        harness = HarnessProcess.start(
                NicBuild.program(NicProfile.SMALL, NicVariant.CHECK), List.of(), Duration.ofSeconds(20));
        nic = NicCapabilities.read(harness, 1, Long.SIZE);
        OdpMatch match = OdpKeyText.parseMasked(
                "in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53)", PortNames.any());
        flow = Megaflow.of(match.key(), match.mask(), OdpActionText.parse("2", PortNames.any()));
        rule = rule("2");
        slots = new SlotTable(nic).homes(0, rule);
        NicOperations first = new NicOperations();
        first.mask(0, rule.mask());
        first.writeRule(slots[0], flow.ufid(), rule);
        first.run(harness);
    }

    private NicRule rule(String actions) throws OdpParseException {
        Megaflow other = flow.withActions(OdpActionText.parse(actions, PortNames.any()));
        return ((RuleTranslator.Outcome.Rule)
                        new RuleTranslator(nic, NicTunnels.none(), NicMeters.none()).translate(other))
                .rule();
    }

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void findsARuleThatMovesWhicheverPacketsAreInFlight() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            write(slots[(round + 1) % slots.length]);
            delete(slots[round % slots.length]);
        }

        load();

        assertThat(read(Register.HITS, 0)).isEqualTo(PACKETS);
        assertThat(read(Register.MISSES, 0)).isZero();
    }

    @Test
    void missesARuleThatIsRemovedBeforeItComesBack() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            delete(slots[round % slots.length]);
            write(slots[(round + 1) % slots.length]);
        }

        load();

        assertThat(read(Register.HITS, 0)).isGreaterThan(PACKETS / 2);
        assertThat(read(Register.MISSES, 0)).isPositive().isEqualTo(PACKETS - read(Register.HITS, 0));
    }

    @Test
    void aReplacedRuleIsTheOldOneOrTheNewOneAndCountsEachPacketOnce() throws Exception {
        NicRule other = rule("3");
        for (int round = 0; round < 10 * ROUNDS; round++) {
            descriptors.add(new NicDescriptor(Command.MODIFY, slots[0])
                    .put(DescriptorBits.ACTION, (round % 2 == 0 ? other : rule).action()));
        }
        descriptors.add(new NicDescriptor(Command.DELETE, slots[0]));

        List<NicCompletion> answers = load();

        long counted = 0;
        long byOther = 0;
        long bytes = 0;
        for (int i = 0; i < answers.size(); i++) {
            counted += answers.get(i).packets();
            byOther += i % 2 == 1 ? answers.get(i).packets() : 0;
            bytes += answers.get(i).bytes();
        }
        assertThat(counted).isEqualTo(read(Register.HITS, 0)).isGreaterThan(PACKETS / 2);
        assertThat(bytes).isEqualTo(counted * SIZE);
        // those behind the last command, which takes the rule away
        assertThat(read(Register.MISSES, 0)).isEqualTo(PACKETS - counted);
        assertThat(read(Register.PORT_TX_PACKETS, 1)).isEqualTo(counted - byOther);
        assertThat(read(Register.PORT_TX_PACKETS, 2)).isEqualTo(byOther).isPositive();
    }

    @Test
    void aMeterIsFilledBetweenTwoPackets() throws Exception {
        long[] metered = rule.action().clone();
        NicRule.put(metered, ActionBits.METER.lsb(), ActionBits.METER.width(), 1);
        NicOperations change = new NicOperations();
        change.modifyRule(slots[0], metered);
        change.run(harness);
        NicEntry meter = NicEntry.empty(MeterBits.WORDS);
        meter.put(MeterBits.CAPACITY.lsb(), MeterBits.CAPACITY.width(), 1000 * BURST);
        meter.put(MeterBits.PACKETS.lsb(), MeterBits.PACKETS.width(), 1);
        for (int round = 0; round < ROUNDS; round++) {
            descriptors.add(new NicDescriptor(Command.WRITE_METER, 1).put(DescriptorBits.ENTRY, meter.words()));
        }

        load(CLOCKS_TO_EMPTY);

        assertThat(read(Register.FORWARDED, 0)).isEqualTo(ROUNDS * BURST);
        assertThat(read(Register.METERED, 0)).isEqualTo(PACKETS - ROUNDS * BURST);
    }

    private void write(int slot) {
        descriptors.add(new NicDescriptor(Command.WRITE, slot).rule(flow.ufid(), rule));
    }

    private void delete(int slot) {
        descriptors.add(new NicDescriptor(Command.DELETE, slot));
    }

    /** Sends packets back to back, and the descriptors meanwhile, at odd intervals. */
    private List<NicCompletion> load() throws Exception {
        return load(7);
    }

    private List<NicCompletion> load(int clocksBetween) throws Exception {
        Load.Builder load = Load.newBuilder()
                .addFrames(Frame.newBuilder().setPort(1).setData(ByteString.copyFrom(Frames.udp(1, 53, SIZE))))
                .setPackets(PACKETS)
                .setClocksBetweenDescriptors(clocksBetween);
        descriptors.forEach(descriptor -> load.addDescriptors(descriptor.bytes()));
        List<NicCompletion> completions =
                harness
                        .exchange(Operation.newBuilder().setLoad(load).build())
                        .getCompletions()
                        .getCompletionsList()
                        .stream()
                        .map(NicCompletion::of)
                        .toList();
        assertThat(completions).hasSameSizeAs(descriptors).allMatch(c -> c.status() == CommandStatus.DONE);
        return completions;
    }

    private long read(Register register, int index) throws Exception {
        return new NicOperations().read(register, index).run(harness).value(0);
    }
}
