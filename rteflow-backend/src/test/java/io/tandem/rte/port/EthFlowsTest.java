package io.tandem.rte.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.eal.FreshJvm;
import io.tandem.rte.eal.MbufPool;
import io.tandem.rte.flow.ConntrackField;
import io.tandem.rte.flow.ConntrackProfile;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.nativelib.RxBurst;
import io.tandem.rte.nativelib.Struct;
import io.tandem.rte.nativelib.TxBurst;
import io.tandem.rte.transport.CheckedFlows;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCount;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTemplates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules through drivers of virtual devices, each test in a process of its own. */
@Timeout(180)
class EthFlowsTest {
    private static final RteRule DROP_WEB = new RteRule(
            0,
            0,
            Set.of(Traffic.INGRESS),
            List.of(
                    PatternItem.of(RteItem.ETH),
                    PatternItem.of(RteField.IPV4_DST, FieldValue.exact(RteField.IPV4_DST, 0x0a000001)),
                    PatternItem.of(RteField.TCP_DST, FieldValue.exact(RteField.TCP_DST, 80))),
            List.of(RteAction.of(RteActionType.DROP)));

    @BeforeEach
    void need() {
        FreshJvm.assumeDpdk();
    }

    private static void print(String name, RteAnswer<?> answer) {
        System.out.println(name + " "
                + switch (answer) {
                    case RteAnswer.Done<?> _ -> "done";
                    case RteAnswer.Refused<?>(RteError error) ->
                        "%s %s %d: %s".formatted(error.type(), error.cause().part(), error.errno(), error.message());
                });
    }

    @Test
    void refusalsHaveTheDriversWordsAndTheirPartOfTheRule() throws Exception {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "no /dev/net/tun for net_tap");

        assertThat(FreshJvm.run(OnTap.class, "rte" + ProcessHandle.current().pid() % 100_000))
                .contains("validate done")
                .contains("create ACTION ACTION 95: action not supported")
                .contains("index 1")
                .contains("none UNSPECIFIED NONE 38: Function not implemented")
                .contains("queued UNSPECIFIED NONE 95: Operation not supported")
                .contains("queue of 0, table STATE NONE 22: Invalid argument")
                .contains("push STATE NONE 22: port 0 has no queue")
                .contains("pull STATE NONE 22: port 0 has no queue")
                .contains("table of none UNSPECIFIED NONE 38: Function not implemented")
                .contains("queued of none UNSPECIFIED NONE 38: Function not implemented")
                .contains("tunnel UNSPECIFIED NONE 95: Operation not supported")
                .contains("restored UNSPECIFIED NONE 95: Operation not supported")
                .contains("restored of none UNSPECIFIED NONE 22: there is no packet at address 0")
                .contains("released HANDLE HANDLE 22: these parts are not the port's")
                .contains("isolated done")
                .contains("not isolated done")
                .contains("isolation of none UNSPECIFIED NONE 38: Function not implemented")
                .contains("queues 0")
                .contains("queues 2, of another 0")
                .contains("port 0 OptionalInt.empty");
    }

    /** Rules of net_tap, whose driver reads them, and of net_null, which has no rules. */
    static final class OnTap {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(128));
            MbufPool pool = eal.createPool("packets", 4_095);
            EthFlows flows = new EthFlows();
            try (EthPort port = EthPort.attach(eal, "net_tap0,iface=" + arguments[0])) {
                port.start(1, 256, EthPort.DEFAULT_MTU, pool);
                int number = flows.port("net_tap0").orElseThrow();
                print("validate", flows.validate(number, DROP_WEB));
                print("queued", flows.queuedRules(number));
                try (EthTemplates templates = new EthTemplates(flows)) {
                    print(
                            "queue of " + templates.depth(number) + ", table",
                            templates.createTable(number, DROP_WEB, 8));
                    print("push", templates.push(number));
                    print("pull", templates.pull(number));
                }
                EthTunnels tunnels = new EthTunnels();
                print("tunnel", tunnels.parts(number, RteItem.VXLAN, 7));
                try (Struct packet = new Struct("rte_mbuf")) {
                    print("restored", tunnels.restored(number, packet.address()));
                }
                print("restored of none", tunnels.restored(number, 0));
                print("released", tunnels.release(number, new TunnelParts(16, 1, 16, 1)));
                print("isolated", flows.isolate(number, RteFlows.Isolation.ON));
                print("not isolated", flows.isolate(number, RteFlows.Isolation.OFF));
                RteAction passed = RteAction.of(RteActionType.PASSTHRU);
                RteAction counted = RteAction.of(RteActionType.COUNT, 0);
                RteAnswer<FlowHandle> answer = flows.create(number, DROP_WEB.withActions(List.of(passed, counted)));
                print("create", answer);
                if (answer instanceof RteAnswer.Refused<FlowHandle>(RteError error)) {
                    System.out.println("index " + error.cause().index());
                }
            }
            try (EthPort port = EthPort.attach(eal, "net_null0")) {
                print("none", flows.create(port.number(), DROP_WEB));
                System.out.println("queues " + flows.queues(port.number()));
                port.start(2, 256, EthPort.DEFAULT_MTU, pool);
                print("isolation of none", flows.isolate(port.number(), RteFlows.Isolation.ON));
                print("queued of none", flows.queuedRules(port.number()));
                try (EthTemplates templates = new EthTemplates(flows)) {
                    print("table of none", templates.createTable(port.number(), DROP_WEB, 8));
                }
                System.out.println(
                        "queues " + flows.queues(port.number()) + ", of another " + flows.queues(port.number() + 1));
                System.out.println("port " + port.number() + " " + flows.port("net_tap0"));
            }
        }
    }

    @Test
    void rulesLiveUntilTheyAreDestroyedOrFlushedOrTheirPortGoes() throws Exception {
        assertThat(FreshJvm.run(OnBond.class))
                .contains("first done")
                .contains("destroyed done")
                .contains("again HANDLE HANDLE 2: rule 1 is not there")
                .contains("second done")
                .contains("flushed done")
                .contains("gone HANDLE HANDLE 2: rule 2 is not there")
                .contains("third done")
                .contains("lost HANDLE HANDLE 2: rule 3 is not there")
                .contains("shared HANDLE HANDLE 2: there is no shared action 4")
                .contains("meter UNSPECIFIED NONE 38: ")
                .contains("counts UNSPECIFIED NONE 19: port 0 has no meter 7")
                .contains("updated UNSPECIFIED NONE ")
                .contains("aged UNSPECIFIED NONE 95: ")
                .contains("age HANDLE HANDLE 2: there is no shared action 4")
                .contains("share UNSPECIFIED NONE 38: ")
                .contains("track UNSPECIFIED NONE 38: ")
                .contains("turn HANDLE HANDLE 2: there is no shared action 6")
                .contains("connection HANDLE HANDLE 2: there is no shared action 6")
                .contains("names a shared action HANDLE HANDLE 2: there is no shared action 9")
                .contains("asks of a shared action HANDLE HANDLE 2: there is no shared action 9");
    }

    /** Rules of a bond without members, which takes every rule and installs none. */
    static final class OnBond {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(128));
            EthFlows flows = new EthFlows();
            CheckedFlows checked = new CheckedFlows(flows);
            EthPort port = EthPort.attach(eal, "net_bonding0,mode=0");
            int number = port.number();
            FlowHandle first = created("first", checked.create(number, DROP_WEB));
            print("destroyed", checked.destroy(number, first));
            print("again", checked.destroy(number, first));
            FlowHandle second = created("second", checked.create(number, DROP_WEB));
            print("flushed", checked.flush(number));
            print("gone", checked.destroy(number, second));
            FlowHandle third = created("third", checked.create(number, DROP_WEB));
            print("updated", flows.update(number, new FlowHandle(0), DROP_WEB));
            port.close();
            EthPort again = EthPort.attach(eal, "net_bonding0,mode=0");
            print("lost", checked.destroy(again.number(), third));
            print("shared", flows.sharedCount(again.number(), 4));
            print("aged", flows.aged(again.number()));
            print("age", flows.sharedAge(again.number(), 4));
            print(
                    "share",
                    flows.share(again.number(), 5, RteAction.of(RteActionType.AGE, 10), Set.of(Traffic.INGRESS)));
            ConntrackProfile connection =
                    new ConntrackProfile(Map.of(ConntrackField.ENABLE, 1L, ConntrackField.STATE, 1L));
            RteAction tracking = new RteAction.Conntrack(connection);
            print("track", flows.share(again.number(), 6, tracking, Set.of(Traffic.INGRESS)));
            print("turn", flows.update(again.number(), 6, tracking));
            print("connection", flows.sharedConnection(again.number(), 6));
            RteRule sharing = DROP_WEB.withActions(List.of(new RteAction.Indirect(9)));
            print("names a shared action", flows.create(again.number(), sharing));
            print("asks of a shared action", flows.validate(again.number(), sharing));
            print("meter", flows.addMeter(again.number(), 7, new MeterRate(MeterRate.Unit.PACKETS, 10, 20)));
            print("counts", checked.meterCounts(again.number(), 7));
        }

        private static FlowHandle created(String name, RteAnswer<FlowHandle> answer) {
            print(name, answer);
            return answer instanceof RteAnswer.Done<FlowHandle>(FlowHandle handle) ? handle : new FlowHandle(0);
        }
    }

    @Test
    void portsThatAreNotThereAreRefusedByEachCall() throws Exception {
        assertThat(FreshJvm.run(OnNoPort.class).lines())
                .contains("0 done", "wrong 0", "alive")
                .contains(
                        "DPDK has no queue 0 of port -1",
                        "DPDK has no queue 0 of port 32",
                        "DPDK has no queue 0 of port 65537",
                        "DPDK has no queue -1 of port 1",
                        "DPDK has no queue 1024 of port 1",
                        "port 1 was not started with a queue 1",
                        "moved 0")
                .doesNotContain("moved 32");
    }

    /** Every call at numbers that are no port's; 65,536 ends with the 16 bits of one that is there. */
    static final class OnNoPort {
        private static final FlowHandle NO_RULE = new FlowHandle(0);

        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(EalConfig.virtual(64));
            EthPort bond = EthPort.attach(eal, "net_bonding0,mode=0");
            EthPort idle = EthPort.attach(eal, "net_null0");
            MbufPool pool = eal.createPool("packets", 2_047);
            idle.start(1, 128, EthPort.DEFAULT_MTU, pool);
            EthFlows flows = new EthFlows();
            EthTemplates templates = new EthTemplates(flows);
            EthTunnels tunnels = new EthTunnels();
            print(Integer.toString(bond.number()), flows.validate(bond.number(), DROP_WEB));
            int wrong = 0;
            for (int port : new int[] {2, 31, 32, 33, 65_535, 65_536, 65_536 + bond.number(), -1, Integer.MIN_VALUE}) {
                Map<String, RteAnswer<?>> answers = new LinkedHashMap<>();
                answers.put("validate", flows.validate(port, DROP_WEB));
                answers.put("create", flows.create(port, DROP_WEB));
                answers.put("destroy", flows.destroy(port, NO_RULE));
                answers.put("update", flows.update(port, NO_RULE, DROP_WEB));
                answers.put("query", flows.query(port, NO_RULE));
                answers.put("flush", flows.flush(port));
                answers.put("meter", flows.addMeter(port, 7, new MeterRate(MeterRate.Unit.PACKETS, 10, 20)));
                answers.put("meter's counts", flows.meterCounts(port, 7));
                answers.put("isolate", flows.isolate(port, RteFlows.Isolation.ON));
                answers.put("aged", flows.aged(port));
                answers.put("queued", flows.queuedRules(port));
                answers.put(
                        "share", flows.share(port, 5, RteAction.of(RteActionType.AGE, 10), Set.of(Traffic.INGRESS)));
                answers.put("table", templates.createTable(port, DROP_WEB, 8));
                answers.put("end of a table", templates.destroyTable(port, new RteTemplates.RteTable(0, 0, 0)));
                answers.put("queued create", templates.create(port, new RteTemplates.RteTable(0, 0, 0), DROP_WEB, 1));
                answers.put("push", templates.push(port));
                answers.put("pull", templates.pull(port));
                answers.put("tunnel", tunnels.parts(port, RteItem.VXLAN, 7));
                for (Map.Entry<String, RteAnswer<?>> answer : answers.entrySet()) {
                    if (answer.getValue() instanceof RteAnswer.Done) {
                        wrong++;
                        System.out.println(answer.getKey() + " at port " + port + " was done");
                    }
                }
            }
            System.out.println("wrong " + wrong);
            for (int[] queue : new int[][] {{-1, 0}, {32, 0}, {65_537, 0}, {2, 0}, {1, -1}, {1, 1}, {1, 1_024}}) {
                try {
                    int received = new RxBurst(queue[0], queue[1], 32).receive(32);
                    int sent = new TxBurst(queue[0], queue[1], pool.address(), 32).send();
                    System.out.println("moved " + (received + sent));
                } catch (IllegalArgumentException e) {
                    System.out.println(e.getMessage());
                }
            }
            System.out.println("alive");
        }
    }

    @Test
    void whatADriverDoesNotSayOfARulesPacketsIsNoCountOfZero() {
        try (Struct data = new Struct("rte_flow_query_count")) {
            data.put("hits", 7);
            data.put("bytes", 420);
            assertThat(EthFlows.count(data)).isInstanceOf(RteAnswer.Refused.class);
            data.put("hits_set", 1);
            assertThat(EthFlows.count(data)).isEqualTo(new RteAnswer.Done<>(new RteCount(7, 0)));
            data.put("bytes_set", 1);
            assertThat(EthFlows.count(data)).isEqualTo(new RteAnswer.Done<>(new RteCount(7, 420)));
        }
    }
}
