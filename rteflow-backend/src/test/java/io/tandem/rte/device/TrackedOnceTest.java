package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.TrackedConnection;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.conntrack.ConnectionPhase;
import io.tandem.datapath.conntrack.ConnectionSnapshot;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.rte.device.NicAndHost.Arrival;
import io.tandem.rte.device.NicAndHost.Host;
import io.tandem.rte.translate.TestBed;
import io.tandem.vectors.Frames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/**
 * Packets of connections, by a NIC that keeps to the guide and the software datapath behind it, are counted as by software
 * alone, flow by flow, while flows and connections come and go in the NIC, in two zones that lead to one recirculation or to
 * two, and on to a third.
 */
class TrackedOnceTest {
    private static final int PACKETS = 250;
    private static final int CLIENTS = 3;
    private static final int SERVICES = 2;
    private static final int FIRST_SERVICE = 80;
    private static final int FIRST_ZONE = 5;
    private static final int THIRD_ZONE = 9;
    private static final String UDP = "eth(),eth_type(0x0800),ipv4(proto=17,frag=no)";

    private static Megaflow flow(int recirculation, int port, String rest, String actions) {
        return TestBed.flow("recirc_id(%d),in_port(%d),%s%s".formatted(recirculation, port, UDP, rest), actions);
    }

    /** Zone 5 and 6 by the service's port; behind them the same recirculation or another. */
    private static List<Megaflow> flows(Random random) {
        List<Megaflow> flows = new ArrayList<>();
        boolean shared = random.nextBoolean();
        Set<Integer> behind = new HashSet<>();
        for (int service = 0; service < SERVICES; service++) {
            int zone = FIRST_ZONE + service;
            int id = shared ? 1 : 1 + service;
            behind.add(id);
            String look = "ct(zone=%d),recirc(%d)".formatted(zone, id);
            flows.add(flow(0, 1, ",udp(dst=%d)".formatted(FIRST_SERVICE + service), look));
            flows.add(flow(0, 2, ",udp(src=%d)".formatted(FIRST_SERVICE + service), look));
            flows.add(flow(
                    id,
                    1,
                    ",udp(dst=%d),ct_state(+new+trk)".formatted(FIRST_SERVICE + service),
                    "ct(commit,zone=%d,mark=%d/0xffffffff,label=%d/0xffffffffffffffffffffffffffffffff),2"
                            .formatted(zone, 0x70 + service, 77 + service)));
        }
        for (int id : behind) {
            for (int service = 0; service < SERVICES; service++) {
                String there = ",udp(dst=%d),ct_state(-new+est-rpl+trk)".formatted(FIRST_SERVICE + service);
                switch (random.nextInt(5)) {
                    case 0 -> flows.add(flow(id, 1, there, "2"));
                    case 1 -> flows.add(flow(id, 1, there + ",ct_zone(%d)".formatted(FIRST_ZONE), "2"));
                    case 2 -> flows.add(flow(id, 1, there + ",ct_mark(0x70/0xf1)", "drop"));
                    case 3 -> flows.add(flow(id, 1, there, "ct(zone=%d),recirc(4)".formatted(THIRD_ZONE)));
                    default -> {}
                }
                String back = ",udp(src=%d),ct_state(+est+rpl+trk)".formatted(FIRST_SERVICE + service);
                switch (random.nextInt(4)) {
                    case 0 -> flows.add(flow(id, 2, back, "1"));
                    case 1 -> flows.add(flow(id, 2, back + ",ct_label(78)", "1"));
                    case 2 -> flows.add(flow(id, 2, back, "recirc(5)"));
                    default -> {}
                }
            }
        }
        flows.add(flow(4, 1, ",ct_state(+new+trk)", "ct(commit,zone=%d),2".formatted(THIRD_ZONE)));
        if (random.nextBoolean()) {
            flows.add(flow(4, 1, ",ct_state(+est+trk),ct_zone(%d)".formatted(THIRD_ZONE), "2"));
        }
        flows.add(flow(5, 2, "", "1"));
        return flows;
    }

    private static Arrival arrival(Random random) {
        byte[] frame = Frames.udp(1_000 + random.nextInt(CLIENTS), FIRST_SERVICE + random.nextInt(SERVICES), 60);
        frame[24] = 0x66;
        frame[25] = (byte) 0xbd; // the header's checksum, without which packets are invalid
        if (random.nextBoolean()) {
            return new Arrival(1, frame);
        }
        ByteBuffer back = ByteBuffer.wrap(frame.clone());
        ByteBuffer there = ByteBuffer.wrap(frame);
        back.putInt(26, there.getInt(30)).putInt(30, there.getInt(26));
        back.putShort(34, there.getShort(36)).putShort(36, there.getShort(34));
        return new Arrival(2, back.array());
    }

    @Property(tries = 150)
    void byNicAndSoftware(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        List<Megaflow> flows = flows(random);
        MemoryFlows rules = new MemoryFlows();
        if (random.nextBoolean()) {
            rules.counterError = Optional.empty();
        }
        Conntrack known = new Conntrack(ConntrackConfig.DEFAULT);
        Map<Ufid, Long> byRules = new HashMap<>();
        Set<Ufid> tracked = new HashSet<>();
        try (RteDevice device = new RteDevice(
                        "nic", MemoryFlows.settings("ports=1=net_0,2=net_1", "tags=6"), () -> rules, () -> 1_000);
                NicAndHost traffic = new NicAndHost(
                        new GuideNic(rules),
                        new Host(flows, ActionServices.none().with(known)),
                        new Host(flows, ActionServices.none().with(new Conntrack(ConntrackConfig.DEFAULT))),
                        () -> arrival(random))) {
            if (rules.counterError.isEmpty()) {
                rules.beforeDestroy = traffic::packet;
            }
            traffic.behind.datapath.recoverFrom(device.missPlaces());
            for (int i = 0; i < PACKETS; i++) {
                switch (random.nextInt(8)) {
                    case 0 -> change(device, random, flows, byRules);
                    case 1 -> track(device, random, known, tracked);
                    default -> {}
                }
                traffic.packet();
            }
            device.dump(Set.of(), rule -> assertThat(rule.ufid()).isNotNull());
            for (OffloadResult.Deleted last : device.flush()) {
                byRules.merge(last.ufid(), last.last().packets(), Long::sum);
            }
            traffic.arrive(0);
            for (Megaflow flow : flows) {
                assertThat(byRules.getOrDefault(flow.ufid(), 0L) + traffic.behind.packets(flow.ufid()))
                        .as(flow.toString())
                        .isEqualTo(traffic.alone.packets(flow.ufid()));
            }
            Statistics.label("decided behind connections")
                    .collect(traffic.decided > 0)
                    .coverage(coverage -> coverage.check(true).percentage(percent -> percent > 40));
            DatapathCounters host = traffic.behind.datapath.counters();
            assertThat(host.received() + host.recovered() + traffic.decided).isEqualTo(traffic.packets);
            assertThat(rules.counters).isEmpty();
            assertThat(rules.rules).isEmpty();
        }
    }

    private static void change(RteDevice device, Random random, List<Megaflow> flows, Map<Ufid, Long> byRules)
            throws Exception {
        Megaflow flow = flows.get(random.nextInt(flows.size()));
        OffloadOperation operation =
                random.nextInt(4) == 0 ? new OffloadOperation.Delete(flow.ufid()) : new OffloadOperation.Put(flow);
        switch (device.apply(List.of(operation)).getFirst()) {
            case OffloadResult.Deleted(Ufid ufid, var last) -> byRules.merge(ufid, last.packets(), Long::sum);
            case OffloadResult.Modified(Ufid ufid, String _, var last) ->
                byRules.merge(ufid, last.packets(), Long::sum);
            case OffloadResult.Refused(Ufid _, var refusal, var _) ->
                assertThat(refusal.toString()).containsAnyOf("commit", "established connections", "jump no further");
            case OffloadResult.Installed _, OffloadResult.NotFound _ -> {}
        }
    }

    /** The device is told of all that are established, or one leaves it. */
    private static void track(RteDevice device, Random random, Conntrack known, Set<Ufid> tracked) throws Exception {
        assertThat(device.tracks()).isTrue();
        if (random.nextInt(3) == 0 && !tracked.isEmpty()) {
            Ufid one = tracked.iterator().next();
            assertThat(device.apply(List.of(new OffloadOperation.Delete(one))).getFirst())
                    .isInstanceOf(OffloadResult.Deleted.class);
            tracked.remove(one);
            return;
        }
        for (ConnectionSnapshot connection : known.dump(1_000)) {
            if (connection.phase() == ConnectionPhase.UDP_MULTIPLE) {
                for (TrackedConnection one : connection.tracked()) {
                    assertThat(device.apply(List.of(new OffloadOperation.Track(one)))
                                    .getFirst())
                            .isInstanceOfAny(OffloadResult.Installed.class, OffloadResult.Modified.class);
                    tracked.add(one.ufid());
                }
            }
        }
    }
}
