package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.build.NicBuild;
import io.tandem.hwsim.build.NicVariant;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.CommandStatus;
import io.tandem.hwsim.profile.DescriptorBits;
import io.tandem.hwsim.profile.EditBits;
import io.tandem.hwsim.profile.MeterBits;
import io.tandem.hwsim.profile.NicProfile;
import io.tandem.hwsim.profile.NicTable;
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
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that go down the lookup pipeline between packets that follow each other every clock. */
class NicInFlightTest {
    private static final int PACKETS = 20_000;
    private static final int ROUNDS = 200;
    private static final int SIZE = 64;
    private static final long BURST = 20;
    private static final int CLOCKS_TO_EMPTY = 71;

    private final List<ByteString> descriptors = new ArrayList<>();
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
            add(new NicDescriptor(Command.MODIFY, slots[0])
                    .put(DescriptorBits.ACTION, (round % 2 == 0 ? other : rule).action()));
        }
        add(new NicDescriptor(Command.DELETE, slots[0]));

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
            add(new NicDescriptor(Command.WRITE_METER, 1).put(DescriptorBits.ENTRY, meter.words()));
        }

        load(CLOCKS_TO_EMPTY);

        assertThat(read(Register.FORWARDED, 0)).isEqualTo(ROUNDS * BURST);
        assertThat(read(Register.METERED, 0)).isEqualTo(PACKETS - ROUNDS * BURST);
    }

    /** Old or new, never neither: the driver's own commands, as it has carried them out on another NIC. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRuleOfAnotherMatchIsThereBeforeTheOldOneLeaves(boolean inFullTcam) throws Exception {
        NicOperations none = new NicOperations();
        none.command(Command.DELETE, slots[0]);
        none.run(harness);
        Megaflow exact = flow("in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53)", "2");
        Megaflow wider = flow("in_port(1),eth_type(0x0800),ipv4(frag=no)", "3");
        List<OffloadOperation> first = new ArrayList<>();
        for (int i = 0; inFullTcam && i < nic.tuples() + nic.tcam() - 1; i++) {
            String mask = "255." + i + "." + (255 - i) + ".0";
            first.add(new OffloadOperation.Put(
                    flow("in_port(2),eth_type(0x0800),ipv4(dst=10.0.0.0/" + mask + ",frag=no)", "4")));
        }
        first.add(new OffloadOperation.Put(exact));
        NicTables tables = new NicTables(nic, NicTunnels.none(), NicMeters.none(), new CycleClock(), 1);
        try (HarnessProcess other = HarnessProcess.start(
                NicBuild.program(NicProfile.SMALL, NicVariant.CHECK), List.of(), Duration.ofSeconds(20))) {
            assertThat(tables.apply(first, operations -> {
                        operations.run(harness);
                        return operations.run(other);
                    }))
                    .allMatch(result -> result instanceof OffloadResult.Installed);
            for (int round = 0; round < ROUNDS; round++) {
                Megaflow next = round % 2 == 0 ? wider : exact;
                Megaflow changed = new Megaflow(exact.ufid(), next.key(), next.mask(), next.actions());
                assertThat(tables.apply(List.of(new OffloadOperation.Modify(changed)), operations -> {
                            operations
                                    .inOrder()
                                    .forEach(operation -> descriptors.addAll(
                                            operation.getCommands().getDescriptorsList()));
                            return operations.run(other);
                        }))
                        .singleElement()
                        .isInstanceOf(OffloadResult.Modified.class);
            }
        }

        List<NicCompletion> answers = load();

        assertThat(read(Register.HITS, 0)).isEqualTo(PACKETS);
        assertThat(read(Register.MISSES, 0)).isZero();
        long counted = tables.reader().dump(Set.of(), operations -> operations.run(harness)).stream()
                .filter(rule -> rule.ufid().equals(exact.ufid()))
                .mapToLong(rule -> rule.counters().packets())
                .sum();
        Command last = inFullTcam ? Command.WRITE : Command.DELETE;
        assertThat(answers.stream()
                                .filter(answer -> answer.code() == last.code())
                                .mapToLong(NicCompletion::packets)
                                .sum()
                        + counted)
                .isEqualTo(PACKETS);
        assertThat(read(Register.PORT_TX_PACKETS, 1)).isGreaterThan(PACKETS / 50);
        assertThat(read(Register.PORT_TX_PACKETS, 2)).isGreaterThan(PACKETS / 50);
    }

    /** While an entry is wrong, packets that need it are the host's, and counted nowhere else; none is missed, none is wrong. */
    @ParameterizedTest
    @CsvSource({
        "KEYS, 0", "KEYS, 5", "KEYS, 30", "KEYS, 31", "MASKS, 0", "MASKS, 3", "MASKS, 30", "MASKS, 31", "ACTIONS, 1",
        "ACTIONS, 30", "TCAM, 0", "TCAM, 5", "TCAM, 17", "TCAM, 30", "TCAM, 31", "EDITS, 0", "EDITS, 30", "METERS, 1",
        "METERS, 30"
    })
    void whatIsWrongSendsPacketsToTheHost(NicTable table, int bit) throws Exception {
        NicEntry meter = NicEntry.empty(MeterBits.WORDS);
        meter.put(MeterBits.CAPACITY.lsb(), MeterBits.CAPACITY.width(), 1000L * PACKETS);
        meter.put(MeterBits.PACKETS.lsb(), MeterBits.PACKETS.width(), 1);
        NicEntry edit = NicEntry.empty(EditBits.WORDS);
        edit.put(EditBits.ETH_MASK.lsb(), Long.SIZE, 1);
        edit.put(EditBits.ETH_VALUE.lsb(), Long.SIZE, 1);
        NicRule edited = rule.referring(ActionBits.EDIT0, List.of(1));
        NicRule.put(edited.action(), ActionBits.METER.lsb(), ActionBits.METER.width(), 1);
        int slot = table == NicTable.TCAM ? nic.tupleSlots() + 3 : slots[1];
        NicOperations begin = new NicOperations();
        begin.writeMeter(1, meter);
        begin.writeEdit(1, edit);
        begin.command(Command.DELETE, slots[0]);
        begin.writeRule(slot, flow.ufid(), edited);
        begin.run(harness);
        for (int round = 0; round < ROUNDS / 2; round++) {
            for (boolean wrong : new boolean[] {true, false}) {
                NicDescriptor store =
                        switch (table) {
                            case MASKS -> new NicDescriptor(Command.WRITE_MASK, 0).put(DescriptorBits.KEY, rule.mask());
                            case EDITS ->
                                new NicDescriptor(Command.WRITE_EDIT, 1).put(DescriptorBits.ENTRY, edit.words());
                            case METERS ->
                                new NicDescriptor(Command.REPAIR_METER, 1).put(DescriptorBits.ENTRY, meter.words());
                            default -> new NicDescriptor(Command.REPAIR, slot).rule(flow.ufid(), edited);
                        };
                add(store.put(DescriptorBits.FLIP, wrong ? table.code() : 0).put(DescriptorBits.FLIPPED, bit));
            }
        }

        load(30);

        long corrupt = read(Register.CORRUPT_PACKETS, 0);
        long forwarded = read(Register.FORWARDED, 0);
        assertThat(corrupt).isGreaterThan(PACKETS / 20).isLessThan(PACKETS / 2);
        assertThat(forwarded).isEqualTo(PACKETS - corrupt);
        assertThat(read(Register.TO_HOST, 0)).isEqualTo(corrupt);
        NicOperations reads = new NicOperations();
        int rules = reads.readRange(0, nic.slots());
        int meters = reads.readMeter(1);
        NicAnswers answers = reads.run(harness);
        // what is found out behind the lookup is told to software, which takes it back
        boolean behind = table == NicTable.EDITS || table == NicTable.METERS;
        assertThat(answers.completion(rules).orElseThrow().records())
                .singleElement()
                .extracting(NicCompletion::packets)
                .isEqualTo(behind ? (long) PACKETS : forwarded);
        assertThat(answers.completion(meters).orElseThrow().packets()).isEqualTo(forwarded);
        assertThat(read(Register.PARITY_ERRORS, table.code() - 1)).isGreaterThanOrEqualTo(corrupt);
    }

    private void add(NicDescriptor descriptor) {
        descriptors.add(descriptor.bytes());
    }

    private void write(int slot) {
        add(new NicDescriptor(Command.WRITE, slot).rule(flow.ufid(), rule));
    }

    private void delete(int slot) {
        add(new NicDescriptor(Command.DELETE, slot));
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
        load.addAllDescriptors(descriptors);
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
