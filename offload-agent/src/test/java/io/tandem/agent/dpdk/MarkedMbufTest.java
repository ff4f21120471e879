package io.tandem.agent.dpdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.PortNames;
import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.eal.MbufPool;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.Mbuf;
import io.tandem.rte.nativelib.Memory;
import io.tandem.rte.nativelib.TxBurst;
import io.tandem.rte.port.EthPort;
import io.tandem.vectors.Frames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Marks of mbufs. No virtual device of DPDK 22.11 has the action MARK, so a program writes into mbufs what a driver would,
 * and a port of net_ring hands them over as they are.
 */
@Timeout(120)
class MarkedMbufTest {
    private static final int SIZE = 60;

    @BeforeEach
    void need() {
        try {
            Dpdk.check();
        } catch (BackendUnavailableException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    @Test
    void areThePacketsMarks() throws Exception {
        assertThat(FreshProcess.run(Program.class))
                .contains("marked 8: hits by mark 8, by lookup 0, missed 0, of the flow 8")
                .contains("flag without number 4: hits by mark 0, by lookup 4, missed 0, of the flow 4")
                .contains("number without flag 4: hits by mark 0, by lookup 4, missed 0, of the flow 4")
                .contains("another's mark 4: hits by mark 0, by lookup 4, missed 0, of the flow 4");
    }

    /** Sends marked packets into a ring, and what comes out of it through a datapath. */
    static final class Program {
        private final DatapathConfig config = new DatapathConfig(0, 2);
        private final Datapath datapath = new Datapath(config, new NoSlowPath());
        private final PacketThread thread = datapath.openThread();
        private final DpdkPort port;
        private final TxBurst into;

        private Program(Eal eal) throws Exception {
            MbufPool pool = eal.createPool("packets", 4_095, MbufPool.DEFAULT_ROOM);
            EthPort ring = EthPort.attach(eal, "net_ring0");
            ring.start(1, 512, 1_500, pool);
            EthPort out = EthPort.attach(eal, "net_null0");
            out.start(1, 512, 1_500, pool);
            into = ring.txQueues().getFirst();
            port = new DpdkPort(1, ring, MbufPool.DEFAULT_ROOM);
            thread.attach(new DpdkPort(2, out, MbufPool.DEFAULT_ROOM).txQueues().getFirst());
        }

        private DatapathFlow put(int udp) throws Exception {
            FlowKey key = FlowKey.builder()
                    .set(FlowField.IN_PORT, 1)
                    .set(FlowField.ETH_TYPE, 0x0800)
                    .set(FlowField.UDP_DST, udp)
                    .build();
            FlowMask mask = FlowMask.builder()
                    .exact(FlowField.IN_PORT)
                    .exact(FlowField.ETH_TYPE)
                    .exact(FlowField.UDP_DST)
                    .build();
            return datapath.put(Megaflow.of(key, mask, OdpActionText.parse("2", PortNames.any())));
        }

        private void pass(String what, DatapathFlow flow, int packets, String flags, int mark) {
            DatapathCounters before = datapath.counters();
            long counted = flow.stats().packets();
            Layouts layouts = Dpdk.layouts();
            for (int i = 0; i < packets; i++) {
                byte[] frame = Frames.udp(7, 53, SIZE);
                long mbuf = into.packet(frame.length);
                Memory.copy(frame, Mbuf.data(mbuf));
                ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                long bits = flags.isEmpty() ? 0 : layouts.constant(flags);
                Memory.copy(word.putLong(0, bits).array(), mbuf + layouts.offset("rte_mbuf", "ol_flags"));
                Memory.copy(
                        ByteBuffer.allocate(Integer.BYTES)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putInt(0, mark)
                                .array(),
                        mbuf + layouts.offset("rte_mbuf", "hash.fdir.hi"));
                into.add(mbuf);
            }
            into.send();
            PacketBatch batch = new PacketBatch();
            for (int received = 0; received < packets; ) {
                batch.clear();
                received += port.rxQueues().getFirst().receive(batch);
                thread.process(batch);
            }
            DatapathCounters after = datapath.counters();
            System.out.printf(
                    "%s %d: hits by mark %d, by lookup %d, missed %d, of the flow %d%n",
                    what,
                    packets,
                    after.markHits() - before.markHits(),
                    after.dpclsHits() + after.emcHits() - before.dpclsHits() - before.emcHits(),
                    after.upcalls() - before.upcalls(),
                    flow.stats().packets() - counted);
        }

        public static void main(String[] arguments) throws Exception {
            Program program = new Program(Eal.start(EalConfig.virtual(128)));
            DatapathFlow flow = program.put(53);
            DatapathFlow other = program.put(54);
            program.pass("marked", flow, 8, "RTE_MBUF_F_RX_FDIR_ID", flow.mark());
            program.pass("flag without number", flow, 4, "RTE_MBUF_F_RX_FDIR_ID", 0);
            program.pass("number without flag", flow, 4, "", flow.mark());
            program.pass("another's mark", flow, 4, "RTE_MBUF_F_RX_FDIR_ID", other.mark());
            System.exit(0);
        }
    }
}
