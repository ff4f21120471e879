package io.tandem.agent.dpdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.agent.config.AgentConfig;
import io.tandem.agent.config.EalSetting;
import io.tandem.agent.config.PortSetting;
import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.run.Agent;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.nativelib.Dpdk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The datapath between ports of DPDK, each test in a process of its own: EAL starts once in the life of one. */
@Timeout(300)
class DpdkPortTest {
    private static final int MILLION = 1_000_000;
    private static final int FILE_HEADER = 24;
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final int RECORD_HEADER = 16;

    @TempDir
    Path folder;

    @BeforeEach
    void need() {
        try {
            Dpdk.check();
        } catch (BackendUnavailableException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    @Test
    void aMillionPacketsPassTheDatapathUnchangedAndInOrder() throws Exception {
        Path in = folder.resolve("in.pcap");
        Path out = folder.resolve("out.pcap");
        byte[] capture = capture(MILLION, new Random(1));
        Files.write(in, capture);

        assertThat(FreshProcess.run(Forward.class, in, out, MILLION, 1_500))
                .contains("received 1000000, sent 1000000, lost 0, in use 0")
                .contains("state UP UP, after REMOVED");

        // the headers of records have other times
        ByteBuffer sent = records(capture);
        ByteBuffer passed = records(Files.readAllBytes(out));
        assertThat(passed.remaining()).isEqualTo(sent.remaining());
        while (sent.hasRemaining()) {
            assertThat(frame(passed)).isEqualTo(frame(sent));
        }
    }

    @Test
    void longFramesPassAPortOfThatMtu() throws Exception {
        Path in = longFrames();
        Path out = folder.resolve("out.pcap");

        assertThat(FreshProcess.run(Forward.class, in, out, 5, 9_000)).contains("received 5, sent 5, lost 0, in use 0");

        ByteBuffer sent = records(Files.readAllBytes(in));
        ByteBuffer passed = records(Files.readAllBytes(out));
        while (sent.hasRemaining()) {
            assertThat(frame(passed)).isEqualTo(frame(sent));
        }
    }

    @Test
    void framesThatComeInAsChainsAreTakenWholeAndThoseBeyondTheMtuAreCountedDrops() throws Exception {
        assertThat(FreshProcess.run(Forward.class, longFrames(), folder.resolve("out.pcap"), 5, 1_500))
                .contains("received 5, sent 1, lost 4, in use 0")
                .contains("bytes 17657");
    }

    @Test
    void packetsThatAreChangedAndSentTwiceLeaveAsTheyWereEachTime() throws Exception {
        Path in = folder.resolve("in.pcap");
        Path out = folder.resolve("out.pcap");
        byte[] capture = capture(1_000, new Random(2));
        Files.write(in, capture);

        assertThat(FreshProcess.run(Forward.class, in, out, 1_000, 1_500, "push_vlan(vid=5,pcp=0),2,pop_vlan,2"))
                .contains("received 1000, sent 2000, lost 0, in use 0");

        ByteBuffer came = records(capture);
        ByteBuffer passed = records(Files.readAllBytes(out));
        while (came.hasRemaining()) {
            byte[] frame = frame(came);
            byte[] tagged = frame(passed);
            assertThat(Arrays.copyOf(tagged, 16))
                    .startsWith(Arrays.copyOf(frame, 12))
                    .endsWith(0x81, 0x00, 0x00, 0x05);
            assertThat(Arrays.copyOfRange(tagged, 16, tagged.length))
                    .isEqualTo(Arrays.copyOfRange(frame, 12, frame.length));
            assertThat(frame(passed)).isEqualTo(frame);
        }
        assertThat(passed.remaining()).isZero();
    }

    private Path longFrames() throws IOException {
        Path in = folder.resolve("in.pcap");
        try (OutputStream file = Files.newOutputStream(in)) {
            file.write(header());
            for (int length : new int[] {2_048, 2_049, 4_500, 9_000, 60}) {
                file.write(record(udp(length, length, length)));
            }
        }
        return in;
    }

    /** Carries so many packets of one capture to another, by flows of their UDP source port. */
    static final class Forward {
        public static void main(String[] arguments) throws Exception {
            int wanted = Integer.parseInt(arguments[2]);
            int mtu = Integer.parseInt(arguments[3]);
            PortSetting.Dpdk first = new PortSetting.Dpdk(1, "net_pcap0,rx_pcap=" + arguments[0], 1, 512, mtu);
            PortSetting.Dpdk second = new PortSetting.Dpdk(2, "net_pcap1,tx_pcap=" + arguments[1], 1, 512, mtu);
            DpdkPorts dpdk = DpdkPorts.start(new EalSetting(EalConfig.virtual(256), 8_191), List.of(first, second));
            PacketPort in = dpdk.open(first);
            PacketPort out = dpdk.open(second);
            DatapathConfig config = new DatapathConfig(DatapathConfig.DEFAULT_EMC_INSERT_INVERSE, 2);
            String actions = arguments.length > 4 ? arguments[4] : "2";
            try (Datapath datapath = new Datapath(config, new ByUdpSource(actions))) {
                PacketThread thread = datapath.openThread();
                thread.attach(out.txQueues().getFirst());
                RxQueue rx = in.rxQueues().getFirst();
                PacketBatch batch = new PacketBatch();
                for (int received = 0; received < wanted; ) {
                    batch.clear();
                    received += rx.receive(batch);
                    thread.process(batch);
                }
            }
            String before = "state " + in.state() + " " + out.state();
            in.close();
            out.close();
            System.out.println("received " + in.counters().rxPackets() + ", sent "
                    + out.counters().txPackets() + ", lost "
                    + (in.counters().rxDropped() + out.counters().txDropped()) + ", in use " + dpdk.mbufsInUse());
            System.out.println("bytes " + in.counters().rxBytes());
            System.out.println(before + ", after " + in.state());
        }
    }

    /** Each UDP source port is a flow. */
    private record ByUdpSource(String actions) implements UpcallHandler {
        @Override
        public UpcallAnswer miss(FlowKey key, Packet packet) {
            FlowMask mask = FlowMask.builder()
                    .exact(FlowField.IN_PORT)
                    .exact(FlowField.RECIRC_ID)
                    .exact(FlowField.ETH_TYPE)
                    .exact(FlowField.UDP_SRC)
                    .build();
            try {
                List<OdpAction> each = OdpActionText.parseStrict(actions, PortNames.range(1, 2));
                return new UpcallAnswer.Install(Megaflow.of(key, mask, each));
            } catch (OdpParseException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        public void installed(DatapathFlow flow) {}
    }

    @Test
    void aPortThatCannotStartLeavesNothingBehind() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "packet sockets are only made by root");
        assertThat(FreshProcess.run(StartsInVain.class))
                .contains(
                        "30 times: port net_af_packet0,iface=lo: setting 1 and 1 queues, MTU 9000: Invalid argument (")
                .contains(
                        ": correct the port's queues, descriptors and mtu, or the arguments of its device, in the configuration")
                .contains("then net_null0 UP");
    }

    /** Opens a port whose driver does not take its MTU, often, and one that is right. */
    static final class StartsInVain {
        public static void main(String[] arguments) throws Exception {
            PortSetting.Dpdk wrong = new PortSetting.Dpdk(1, "net_af_packet0,iface=lo", 1, 512, 9_000);
            DpdkPorts dpdk = DpdkPorts.start(new EalSetting(EalConfig.virtual(96), 1_023), List.of(wrong));
            Map<String, Integer> said = new LinkedHashMap<>();
            for (int i = 0; i < 30; i++) {
                try {
                    dpdk.open(wrong);
                } catch (PortException e) {
                    said.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
                }
            }
            said.forEach((words, times) -> System.out.println(times + " times: " + words));
            PacketPort right = dpdk.open(new PortSetting.Dpdk(2, "net_null0", 1, 512, 1_500));
            System.out.println("then " + right.name() + " " + right.state());
        }
    }

    @Test
    void aSecondAgentInOneProcessIsRefused() throws Exception {
        Path config = Files.writeString(folder.resolve("tandem.yaml"), """
                ports:
                  - number: 1
                    kind: dpdk
                    device: net_null0
                  - number: 2
                    kind: dpdk
                    device: net_null1
                eal:
                  memory: 128
                  hugepages: false
                  mbufs: 8191
                """);

        assertThat(FreshProcess.run(TwoAgents.class, config))
                .contains("first carried packets")
                .contains("second: port net_null0: starting DPDK: ")
                .contains("it starts once in the life of a process")
                .contains("start a new process");
    }

    /** Starts an agent, ends it, and starts another. */
    static final class TwoAgents {
        public static void main(String[] arguments) throws Exception {
            AgentConfig config = AgentConfig.read(Path.of(arguments[0]));
            try (Agent agent = Agent.start(config)) {
                while (agent.view().datapath().ports().getLast().counters().txPackets() == 0) {
                    Thread.onSpinWait();
                }
            }
            System.out.println("first carried packets");
            try (Agent agent = Agent.start(config)) {
                System.out.println("second started: " + agent.view().datapath());
            } catch (PortException e) {
                System.out.println("second: " + e.getMessage());
            }
            System.exit(0);
        }
    }

    @Test
    void aConfiguredDeviceSaysWhyTheDriversHaveNoRulesAndGoesWithItsPorts() throws Exception {
        Path in = folder.resolve("in.pcap");
        Files.write(in, capture(1_000, new Random(3)));
        Path config = Files.writeString(folder.resolve("tandem.yaml"), """
                ports:
                  - number: 1
                    kind: dpdk
                    device: net_pcap0,rx_pcap=%s,infinite_rx=1
                  - number: 2
                    kind: dpdk
                    device: net_pcap1,tx_pcap=/dev/null
                offload:
                  backend: rte_flow
                eal:
                  memory: 128
                  hugepages: false
                  mbufs: 8191
                """.formatted(in));

        assertThat(FreshProcess.run(WithRules.class, config))
                .contains("rte_flow up, ports [1, 2]")
                .contains("SOFTWARE PORT_NOT_OFFLOADABLE Function not implemented")
                .contains("stopped");
    }

    /** Runs an agent until a flow was refused. */
    static final class WithRules {
        public static void main(String[] arguments) throws Exception {
            try (Agent agent = Agent.start(AgentConfig.read(Path.of(arguments[0])))) {
                DeviceView device = agent.view().devices().getFirst();
                System.out.println(device.backend() + (device.up() ? " up" : " down") + ", ports "
                        + device.capabilities().ports().stream().sorted().toList());
                long deadline = System.nanoTime() + PATIENCE_NANOS;
                while (System.nanoTime() < deadline) {
                    Optional<Refusal> refused = agent.view().flows().stream()
                            .map(FlowView::state)
                            .filter(FlowState.Software.class::isInstance)
                            .map(state -> ((FlowState.Software) state).refusal())
                            .findFirst();
                    if (refused.isPresent()) {
                        System.out.println("SOFTWARE " + refused.get().code() + " "
                                + refused.get().driverWords());
                        break;
                    }
                    Thread.sleep(10);
                }
                System.out.println(
                        agent.view().flows().stream().map(FlowView::state).toList());
            }
            System.out.println("stopped");
            System.exit(0);
        }
    }

    /** A capture of frames of a thousand UDP flows; each frame has the number that it has in its flow. */
    private static byte[] capture(int packets, Random random) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream(packets * 120);
        file.write(header());
        int[] next = new int[1_000];
        for (int i = 0; i < packets; i++) {
            int flow = random.nextInt(next.length);
            file.write(record(udp(60 + flow % 64, flow, next[flow]++)));
        }
        return file.toByteArray();
    }

    private static byte[] header() {
        return ByteBuffer.allocate(FILE_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(1 << 18)
                .putInt(1)
                .array();
    }

    private static byte[] record(byte[] frame) {
        return ByteBuffer.allocate(RECORD_HEADER + frame.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0)
                .putInt(frame.length)
                .putInt(frame.length)
                .put(frame)
                .array();
    }

    private static byte[] udp(int length, int flow, int number) {
        int network = length - 14;
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}).putShort((short) 0x0800);
        frame.putShort((short) 0x4500).putShort((short) network).putInt(0);
        frame.putShort((short) 0x4011).putShort((short) 0).putInt(0x0a000001).putInt(0x0a000002);
        frame.putShort((short) (1_000 + flow)).putShort((short) 9).putShort((short) (network - 20));
        frame.putShort((short) 0).putInt(number);
        return frame.array();
    }

    private static ByteBuffer records(byte[] capture) {
        return ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN).position(FILE_HEADER);
    }

    private static byte[] frame(ByteBuffer records) {
        byte[] frame = new byte[records.getInt(records.position() + 8)];
        records.position(records.position() + RECORD_HEADER).get(frame);
        return frame;
    }
}
