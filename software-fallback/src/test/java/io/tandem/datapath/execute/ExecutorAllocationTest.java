package io.tandem.datapath.execute;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.datapath.tunnel.Tunnels;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Carrying out actions of every kind allocates nothing. */
final class ExecutorAllocationTest {
    private static final int ROUNDS = 20_000;
    private static final int WINDOWS = 6;
    private static final int LISTS = 400;
    private static final String PUSH =
            "tnl_push(tnl_port(5),header(size=50,type=4,eth(dst=02:00:00:00:00:01,src=02:00:00:00:00:02,dl_type=0x0800),"
                    + "ipv4(src=192.0.2.1,dst=192.0.2.2,proto=17,tos=0,ttl=64,frag=0x4000),udp(src=0,dst=4789,csum=0x0),"
                    + "vxlan(flags=0x8000000,vni=0x7b)),out_port(1))";

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Packet packet = PacketBatch.single();
    private final byte[][] frames = {
        Frames.udp(1, 53, 60),
        Frames.ethernet("0806 0001080006040001 020000000001 0a000001 000000000000 0a000002"),
        Frames.ethernet("8847 000011ff 45000014 00004000 40060000 0a000001 0a000002"),
    };
    private final @Nullable Port[] ports = new Port[2];
    private final Step[][] lists = new Step[LISTS][];
    private final ActionExecutor executor = new ActionExecutor(
            ports,
            new DropCounters(),
            (onward, depth) -> {},
            ActionServices.none()
                    .with((UserspaceReceiver) (handed, action, actions) -> true)
                    .with(new Tunnels(List.of(new TunnelPortConfig(5, TunnelProtocol.VXLAN, 4789)))));

    private static void kinds(Step[] steps, BitSet kinds) {
        for (Step step : steps) {
            kinds.set(step.kind);
            kinds(step.nested, kinds);
            kinds(step.otherwise, kinds);
        }
    }

    private void round(int i) {
        byte[] frame = frames[i % frames.length];
        packet.set(frame, 0, frame.length, 1, i);
        executor.execute(packet, lists[i % LISTS], 0);
    }

    @Test
    void allocatesNothing() throws OdpParseException {
        ports[1] = new Port() {
            @Override
            public int number() {
                return 1;
            }

            @Override
            public void transmit(Packet sent) {}
        };
        RandomActions actions = new RandomActions(5);
        BitSet kinds = new BitSet();
        for (int i = 0; i < LISTS; i++) {
            lists[i] = Step.prepare(actions.list());
            kinds(lists[i], kinds);
        }
        lists[0] = Step.prepare(OdpActionText.parse(
                "set(mpls(label=7,tc=0,ttl=9,bos=0)),push_nsh(flags=0,ttl=63,mdtype=1,np=4,spi=0x5678,si=255,c1=0x1,c2=0x0,"
                        + "c3=0x0,c4=0x1),set(nsh(flags=2,ttl=5,spi=0x9/0xf)),1",
                PortNames.any()));
        kinds(lists[0], kinds);
        lists[1] = Step.prepare(OdpActionText.parse(PUSH + ",1", PortNames.any()));
        lists[2] = Step.prepare(OdpActionText.parse(PUSH + ",tnl_pop(5)", PortNames.any()));
        kinds(lists[2], kinds);
        assertThat(kinds.nextClearBit(0)).as("first kind of step in no list").isEqualTo(Step.CLEAR_CONNECTION + 1);
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                round(i);
            }
            least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }
}
