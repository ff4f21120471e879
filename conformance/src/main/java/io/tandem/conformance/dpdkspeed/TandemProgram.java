package io.tandem.conformance.dpdkspeed;

import io.tandem.action.OdpAction;
import io.tandem.agent.config.EalSetting;
import io.tandem.agent.config.PortSetting;
import io.tandem.agent.dpdk.DpdkPorts;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.poll.PollConfig;
import io.tandem.datapath.poll.PollThreads;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import io.tandem.rte.eal.EalConfig;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tandem's datapath between two DPDK ports, in a process of its own. Says a line when it is ready, and what it has counted
 * whenever it is asked by a line; ends with its input. Arguments: capture, file of megaflows, EMC insertion inverse, core.
 */
final class TandemProgram {
    static final int IN = 1;
    static final int OUT = 2;
    static final String READY = "ready";
    /** What the name of its packet thread begins with. */
    static final String PACKET_THREAD = "poll-0";

    /** The device that packets leave by. */
    static final String SENDING = "net_null0,no-rx=1";

    private static final PortNames PORTS = PortNames.range(IN, OUT);
    private static final int QUEUE = 1_024;
    private static final int MTU = 1_500;
    private static final int MEMORY = 512;
    private static final int MBUFS = 32_767;

    public static void main(String[] arguments) throws Exception {
        PortSetting.Dpdk first = new PortSetting.Dpdk(IN, receiving(Path.of(arguments[0])), 1, QUEUE, MTU);
        PortSetting.Dpdk second = new PortSetting.Dpdk(OUT, SENDING, 1, QUEUE, MTU);
        DpdkPorts dpdk = DpdkPorts.start(new EalSetting(EalConfig.virtual(MEMORY), MBUFS), List.of(first, second));
        DatapathConfig config = new DatapathConfig(Integer.parseInt(arguments[2]), OUT);
        Datapath datapath = new Datapath(config, new NoSlowPath());
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            String[] words = line.split(" ", 2);
            OdpMatch match = OdpKeyText.parseMasked(words[0], PORTS);
            List<OdpAction> actions = OdpActionText.parseStrict(words[1], PORTS);
            datapath.put(Megaflow.of(match.key(), match.mask(), actions));
        }
        PacketPort in = dpdk.open(first);
        PacketPort out = dpdk.open(second);
        PollConfig poll = PollConfig.threads(1).withCores(List.of(Integer.parseInt(arguments[3])));
        try (PollThreads running = new PollThreads(
                        datapath,
                        poll,
                        in.rxQueues(),
                        number -> List.of(out.txQueues().getFirst()));
                BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(READY);
            while (asked.readLine() != null) {
                if (running.states().getFirst().failures() > 0) {
                    throw new IllegalStateException("the packet thread has failed: " + running.states());
                }
                DatapathCounters counters = datapath.counters();
                System.out.println(out.counters().txPackets() + " " + counters.emcHits());
            }
        }
        System.exit(0);
    }

    /** The device that a capture's packets come in by, without end. */
    static String receiving(Path capture) {
        return "net_pcap0,rx_pcap=" + capture + ",infinite_rx=1";
    }

    /** All packets have flows before the first one comes. */
    private TandemProgram() {}
}
