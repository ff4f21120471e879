package io.tandem.rte.device;

import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import net.jqwik.api.statistics.Statistics;

/** A NIC that keeps to the guide, the software datapath behind it with packets on their way there, and beside them one alone. */
final class NicAndHost implements AutoCloseable {
    private static final int ON_THE_WAY = 12;

    final Host behind;
    final Host alone;
    int packets;
    int decided;

    private final GuideNic nic;
    private final Supplier<Arrival> arrivals;
    private final Deque<OnTheWay> onTheWay = new ArrayDeque<>();

    /** A frame that comes in by a datapath port, whose number is one more than the DPDK port's. */
    record Arrival(int port, byte[] frame) {}

    /** A frame that the NIC gave to the host, where it is not yet. */
    private record OnTheWay(Arrival arrival, int mark) {}

    /** The software datapath, with all flows in it. */
    static final class Host implements AutoCloseable {
        final Datapath datapath;
        private final PacketThread thread;
        private final Map<Ufid, DatapathFlow> flows = new HashMap<>();
        private final PacketBatch batch = new PacketBatch();

        Host(List<Megaflow> all, ActionServices services) throws Exception {
            datapath = new Datapath(new DatapathConfig(1, 9).withHashSeed(5), new NoSlowPath(), services);
            thread = datapath.openThread();
            for (Megaflow flow : all) {
                flows.put(flow.ufid(), datapath.put(flow));
            }
            for (int number : new int[] {1, 2}) {
                thread.attach(new Port() {
                    @Override
                    public int number() {
                        return number;
                    }

                    @Override
                    public void transmit(Packet packet) {}
                });
            }
        }

        void take(Arrival arrival, int mark) {
            batch.clear();
            Packet packet = batch.add();
            packet.set(arrival.frame(), 0, arrival.frame().length, arrival.port(), 1_000);
            packet.mark(mark);
            thread.process(batch);
        }

        long packets(Ufid ufid) {
            return Objects.requireNonNull(flows.get(ufid)).stats().packets();
        }

        @Override
        public void close() {
            datapath.close();
        }
    }

    NicAndHost(GuideNic nic, Host behind, Host alone, Supplier<Arrival> arrivals) {
        this.nic = nic;
        this.behind = behind;
        this.alone = alone;
        this.arrivals = arrivals;
    }

    /** The next packet comes in. */
    void packet() {
        Arrival arrival = arrivals.get();
        packets++;
        alone.take(arrival, 0);
        GuideNic.Verdict verdict = nic.take(arrival.port() - 1, arrival.frame());
        if (verdict.decided()) {
            decided++;
        } else {
            onTheWay.add(new OnTheWay(arrival, verdict.mark()));
            Statistics.label("given back").collect(verdict.mark() != 0).coverage(coverage -> coverage.check(true)
                    .percentage(percent -> percent > 5));
        }
        arrive(ON_THE_WAY);
    }

    /** All but so many packets come to the host. */
    void arrive(int left) {
        while (onTheWay.size() > left) {
            OnTheWay next = onTheWay.remove();
            behind.take(next.arrival(), next.mark());
        }
    }

    @Override
    public void close() {
        behind.close();
        alone.close();
    }
}
