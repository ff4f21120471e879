package io.tandem.conformance.rtesim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.config.AgentConfig;
import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.backend.FlowState;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.Refusal;
import io.tandem.conformance.tcsim.TcSimSuite;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import io.tandem.rte.device.RteBackend;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.vectors.Frames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tunnel of a configuration file, the rules of its flows in the simulated NIC, and its packets. */
class ConfiguredTunnelsTest {
    private static final Layouts LAYOUTS = Layouts.of("22.11").orElseThrow();
    private static final String CONFIGURATION = """
            ports:
              - {number: 1, kind: dpdk, device: nic1}
              - {number: 2, kind: dpdk, device: nic2}
            tunnels:
              - {number: 10, kind: vxlan}
            offload: {backend: rte_flow, marks: never}
            routes:
              - {destination: 10.1.1.0/24, port: 1, source: 10.1.1.2}
            """;
    private static final String SECOND_ROUTE = "  - {destination: 10.2.2.0/24, port: 2, source: 10.2.2.2}\n";
    private static final String OUTER =
            "recirc_id(0),in_port(1),packet_type(ns=0,id=0),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=4789)";
    private static final String INNER = "recirc_id(0),tunnel(tun_id=0x7,src=10.1.1.1,dst=10.1.1.2,ttl=64),in_port(10),"
            + "packet_type(ns=0,id=0),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53)";

    /** Before what is inside, of 60 bytes: IPv4 from 10.1.1.1 to 10.1.1.2, UDP to 4789, VXLAN with id 7. */
    private static final String HEADERS =
            "0800 45000060 00004000 40112489 0a010101 0a010102 3039 12b5 004c 0000 08000000 00000700";

    @TempDir
    private Path folder;

    private static Megaflow flow(String match, String actions) throws Exception {
        OdpMatch parsed = OdpKeyText.parseMasked(match, PortNames.any());
        return Megaflow.of(parsed.key(), parsed.mask(), OdpActionText.parse(actions, PortNames.any()));
    }

    private interface Body {
        void run(SimNicDevice nic, OffloadEngine engine) throws Exception;
    }

    /** Two flows of the tunnel in a datapath and on a device as the file says, and what is tested then. */
    private void run(String configuration, List<Megaflow> flows, Body body) throws Exception {
        AgentConfig config = AgentConfig.read(Files.writeString(folder.resolve("tandem.yaml"), configuration));
        UpcallHandler nobody = new UpcallHandler() {
            @Override
            public UpcallAnswer miss(FlowKey key, Packet packet) {
                return new UpcallAnswer.Discard(DropReason.NO_ACTION);
            }

            @Override
            public void installed(DatapathFlow flow) {}
        };
        try (Datapath datapath = new Datapath(new DatapathConfig(1, 10), nobody, config.services());
                SimNicDevice nic = TcSimSuite.nic("small");
                OffloadDevice rte = RteBackend.open(
                        config.device().orElseThrow(),
                        () -> new SimulatedRte(new NicFlows(nic, nic.ports(), LAYOUTS, System::nanoTime), LAYOUTS))) {
            OffloadEngine engine = new OffloadEngine(
                    datapath,
                    Optional.of(rte),
                    new EngineConfig(Duration.ofSeconds(1)),
                    Clock.systemUTC(),
                    FlowEvents.none());
            for (Megaflow flow : flows) {
                engine.added(datapath.put(flow));
            }
            engine.runOnce();
            engine.dump();
            body.run(nic, engine);
        }
    }

    @Test
    void aTunnelsFlowsAreRulesAndItsPacketsLeaveOpened() throws Exception {
        Megaflow outer = flow(OUTER, "tnl_pop(10)");
        Megaflow inner = flow(INNER, "2");
        byte[] inside = Frames.udp(7, 53, 60);
        run(CONFIGURATION, List.of(outer, inner), (nic, engine) -> {
            for (Megaflow flow : List.of(outer, inner)) {
                assertThat(engine.view(flow.ufid()).orElseThrow().state()).isInstanceOf(FlowState.Offloaded.class);
            }
            WireBurst burst = new WireBurst();
            burst.add(1, Frames.ethernet(HEADERS + HexFormat.of().formatHex(inside)));
            nic.exchange(burst, 1_000);
            assertThat(burst.verdict(0)).isEqualTo(Verdict.FORWARD);
            assertThat(burst.outPort(0, 0)).isEqualTo(2);
            assertThat(burst.outFrame(0, 0)).isEqualTo(inside);
            engine.dump();
            assertThat(engine.view(inner.ufid()).orElseThrow().total().packets())
                    .isEqualTo(1);
        });
    }

    @Test
    void aTunnelWhosePacketsMayComeInByEitherPortStaysInSoftwareAndSaysWhy() throws Exception {
        Megaflow outer = flow(OUTER, "tnl_pop(10)");
        Megaflow inner = flow(INNER, "2");
        run(CONFIGURATION + SECOND_ROUTE, List.of(outer, inner), (nic, engine) -> {
            for (Megaflow flow : List.of(outer, inner)) {
                assertThat(engine.view(flow.ufid()).orElseThrow().state())
                        .isInstanceOfSatisfying(FlowState.Software.class, software -> {
                            assertThat(software.refusal().code()).isEqualTo(Refusal.Code.PORT_NOT_OFFLOADABLE);
                            assertThat(software.refusal().sentence())
                                    .contains("may come in by any of the DPDK ports nic1, nic2")
                                    .endsWith("have all routes of tunnels lead by one of them");
                        });
            }
        });
    }
}
