package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.datapath.tunnel.Tunnels;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.rte.translate.TestBed;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A NIC that keeps to the guide and the software datapath behind it count what the software datapath alone counts, flow by
 * flow, whichever rules the NIC has, and while these come and go with packets that meet them to the last and packets on their
 * way to the host.
 */
class CountedOnceTest {
    private static final int TUNNEL = 4;
    private static final int VXLAN = 4789;
    private static final int IDS = 3;
    private static final int SERVICES = 4;
    private static final int PACKETS = 200;

    private static NicAndHost.Host host(List<Megaflow> flows) throws Exception {
        return new NicAndHost.Host(
                flows,
                ActionServices.none()
                        .with(new Tunnels(List.of(new TunnelPortConfig(TUNNEL, TunnelProtocol.VXLAN, VXLAN)))));
    }

    private static Megaflow flow(int recirculation, int port, int service, String actions) {
        String tunnel = port == TUNNEL ? "tunnel(tun_id=0x7,src=10.0.0.1,dst=10.0.0.2,ttl=64,flags(-df+key))," : "";
        return TestBed.flow(
                "recirc_id(%d),%sin_port(%d),eth(),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=%d)"
                        .formatted(recirculation, tunnel, port, service),
                actions);
    }

    private static List<Megaflow> flows(Random random) {
        List<Megaflow> flows = new ArrayList<>();
        flows.add(flow(0, 1, VXLAN, "tnl_pop(" + TUNNEL + ")"));
        for (int port : List.of(1, TUNNEL)) {
            for (int id = 0; id < IDS; id++) {
                for (int service = 0; service < SERVICES; service++) {
                    switch (random.nextInt(5)) {
                        case 0 -> flows.add(flow(id, port, service, "2"));
                        case 1 -> flows.add(flow(id, port, service, "drop"));
                        case 2, 3 ->
                            flows.add(flow(id, port, service, id + 1 == IDS ? "2" : "recirc(" + (id + 1) + ")"));
                        default -> {}
                    }
                }
            }
        }
        return flows;
    }

    private static byte[] frame(Random random) {
        byte[] inner = Frames.udp(random.nextInt(9), random.nextInt(SERVICES), 60);
        if (random.nextBoolean()) {
            return inner;
        }
        byte[] outer = Frames.udp(7, VXLAN, 50 + inner.length);
        outer[24] = 0x66; // the header's checksum, of which software takes nothing that is wrong
        outer[25] = (byte) 0x8b;
        outer[42] = 0x08;
        outer[43] = 0;
        outer[44] = 0;
        outer[45] = 0;
        outer[46] = 0;
        outer[47] = 0;
        outer[48] = 7;
        outer[49] = 0;
        System.arraycopy(inner, 0, outer, 50, inner.length);
        return outer;
    }

    @Property(tries = 100)
    void byNicAndSoftware(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        List<Megaflow> flows = flows(random);
        MemoryFlows rules = new MemoryFlows();
        rules.counterError = Optional.empty();
        Map<Ufid, Long> byRules = new HashMap<>();
        try (RteDevice device = new RteDevice(
                        "nic", MemoryFlows.settings("ports=1=net_0,2=net_1,4=net_0:vxlan"), () -> rules, () -> 1_000);
                NicAndHost traffic = new NicAndHost(
                        new GuideNic(rules),
                        host(flows),
                        host(flows),
                        () -> new NicAndHost.Arrival(1, frame(random)))) {
            rules.beforeDestroy = traffic::packet;
            traffic.behind.datapath.recoverFrom(device.missPlaces());
            for (int i = 0; i < PACKETS; i++) {
                change(device, flows.get(random.nextInt(flows.size())), random, byRules);
                traffic.packet();
            }
            for (OffloadResult.Deleted last : device.flush()) {
                byRules.merge(last.ufid(), last.last().packets(), Long::sum);
            }
            traffic.arrive(0);
            for (Megaflow flow : flows) {
                assertThat(byRules.getOrDefault(flow.ufid(), 0L) + traffic.behind.packets(flow.ufid()))
                        .as(flow.toString())
                        .isEqualTo(traffic.alone.packets(flow.ufid()));
            }
            DatapathCounters host = traffic.behind.datapath.counters();
            assertThat(host.received() + host.recovered() + traffic.decided).isEqualTo(traffic.packets);
            assertThat(host.received()).isEqualTo(host.counted() + host.unassigned());
            assertThat(rules.counters).isEmpty();
        }
    }

    private static void change(RteDevice device, Megaflow flow, Random random, Map<Ufid, Long> byRules)
            throws Exception {
        OffloadOperation operation =
                random.nextInt(3) == 0 ? new OffloadOperation.Delete(flow.ufid()) : new OffloadOperation.Put(flow);
        for (OffloadResult result : device.apply(List.of(operation))) {
            switch (result) {
                case OffloadResult.Deleted(Ufid ufid, var last) -> byRules.merge(ufid, last.packets(), Long::sum);
                case OffloadResult.Modified(Ufid ufid, String _, var last) ->
                    byRules.merge(ufid, last.packets(), Long::sum);
                case OffloadResult.Refused(Ufid _, var refusal, var _) -> throw new AssertionError(refusal.toString());
                case OffloadResult.Installed _, OffloadResult.NotFound _ -> {}
            }
        }
        List<RuleSnapshot> seen = new ArrayList<>();
        device.dump(Set.of(), seen::add);
    }
}
