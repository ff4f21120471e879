package io.tandem.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatapathPagesTest {
    private SeenAgent agent;

    @BeforeEach
    void start() throws AdminException {
        agent = new SeenAgent();
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void portsHaveWhatPassedAndWhatWasLostAndTheirUpcalls() throws Exception {
        JsonObject page = agent.json("/api/v1/ports");
        assertThat(page.getLong("pendingPackets")).isEqualTo(4);
        assertThat(page.getJsonArray("items").getJsonObject(0)).isEqualTo(new JsonObject("""
                        {"number":1,"interface":"eth1","state":"up",
                         "rxPackets":7,"rxBytes":700,"rxLost":{"ring_full":2},
                         "txPackets":5,"txBytes":500,"txLost":{"link_down":3},
                         "upcalls":{"asked":9,"answered":6,"lost":{"upcall_queue_full":2}}}"""));
    }

    @Test
    void threadsHaveTheirQueuesAndWhatHasEndedThem() throws Exception {
        assertThat(agent.json("/api/v1/threads").getJsonArray("items").getJsonObject(0))
                .isEqualTo(new JsonObject("""
                        {"number":0,"running":true,"failures":1,
                         "lastFailure":"java.lang.IllegalStateException: for the test",
                         "packets":7,"busyNanos":1500000000,
                         "queues":[{"port":1,"queue":0,"packets":7,"busyNanos":1500000000}]}"""));
    }

    @Test
    void zonesHaveTheirLimitOrThatOfTheOthers() throws Exception {
        assertThat(agent.json("/api/v1/conntrack")).isEqualTo(new JsonObject("""
                        {"connections":12,"limit":3000000,"created":20,"expired":8,"limited":1,"exhausted":3,
                         "zones":[{"zone":5,"connections":2,"limit":100},{"zone":6,"connections":10,"limit":50},
                                  {"zone":9,"connections":0,"limit":1}]}"""));
    }

    @Test
    void metersHaveWhatSoftwareAndEachDeviceCounted() throws Exception {
        assertThat(agent.json("/api/v1/meters").getJsonArray("items").getJsonObject(0))
                .isEqualTo(new JsonObject("""
                        {"id":1,"unit":"pps","bands":[{"rate":5,"burst":10},{"rate":9,"burst":9}],
                         "software":{"packets":30,"bytes":3000,"droppedPackets":7,
                          "bands":[{"droppedPackets":4,"droppedBytes":400},{"droppedPackets":3,"droppedBytes":300}]},
                         "devices":{"nic0":{"packets":500,"bytes":50000,"droppedPackets":480},"nic1":{"droppedPackets":9}}}"""));
    }

    @Test
    void connectionsReadAsOpenVSwitchPrintsThem() throws Exception {
        String tcp = "tcp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=1024,dport=80),"
                + "reply=(src=10.0.0.2,dst=10.0.0.1,sport=80,dport=1024),"
                + "zone=5,mark=7,labels=0x10,protoinfo=(state=ESTABLISHED)\n";
        String udp = "udp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=1024,dport=80),"
                + "reply=(src=10.0.0.2,dst=10.0.0.1,sport=80,dport=1024)\n";
        HttpResponse<String> all = agent.get("/api/v1/conntrack/connections");
        assertThat(all.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(all.body()).isEqualTo(tcp + udp);
        assertThat(agent.get("/api/v1/conntrack/connections?zone=0").body()).isEqualTo(udp);
        assertThat(agent.get("/api/v1/conntrack/connections?limit=1").body()).isEqualTo(tcp);
        HttpResponse<String> wrong = agent.get("/api/v1/conntrack/connections?zone=65536");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("a whole number from 0 to 65535");
    }

    @Test
    void metricsTellPortsThreadsUpcallsAndConnections() throws Exception {
        agent.get("/metrics");
        assertThat(agent.get("/metrics").body())
                .contains("tandem_port_packets_total{direction=\"rx\",interface=\"eth1\",port=\"1\"} 7.0")
                .contains("tandem_port_lost_packets_total{direction=\"tx\",interface=\"eth1\",port=\"1\","
                        + "reason=\"link_down\"} 3.0")
                .contains("tandem_port_up{interface=\"eth1\",port=\"1\"} 1")
                .contains("tandem_asked_upcalls_total{port=\"1\"} 9.0")
                .contains("tandem_lost_upcalls_total{port=\"1\",reason=\"upcall_queue_full\"} 2.0")
                .contains("tandem_queue_packets_total{port=\"1\",queue=\"0\"} 7.0")
                .contains("tandem_queue_busy_seconds_total{port=\"1\",queue=\"0\"} 1.5")
                .contains("tandem_thread_failures_total{thread=\"0\"} 1.0")
                .contains("tandem_meter_packets_total{by=\"software\",meter=\"1\"} 30.0")
                .contains("tandem_meter_bytes_total{by=\"nic0\",meter=\"1\"} 50000.0")
                .contains("tandem_meter_dropped_packets_total{by=\"nic0\",meter=\"1\"} 480.0")
                .contains("tandem_meter_dropped_packets_total{by=\"nic1\",meter=\"1\"} 9.0")
                .doesNotContain("tandem_meter_packets_total{by=\"nic1\"")
                .contains("tandem_pending_packets 4")
                .contains("tandem_conntrack_connections 12")
                .contains("tandem_conntrack_zone_connections{zone=\"5\"} 2")
                .contains("tandem_conntrack_refused_packets_total{reason=\"limit\"} 1.0");
    }
}
