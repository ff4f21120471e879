package io.tandem.rte.port;

import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.LibEthdev;
import io.tandem.rte.nativelib.Struct;

/** What a port is asked for before its queues are made. Source: rte_ethdev.h struct rte_eth_conf. */
final class PortConfiguration {
    /** Asks for marks; false where the driver says that it hands up none. Most have nothing to be asked. */
    static boolean negotiateMarks(int port) {
        long mark = Dpdk.layouts().constant("RTE_ETH_RX_METADATA_USER_MARK");
        return LibEthdev.rxMetadataNegotiate(port, mark) != 0;
    }

    /**
     * Asks for queues over which flows are spread by their hash, for checksums that are verified and for frames in several
     * mbufs, as far as the port offers that. Answers 0 or a negative errno.
     */
    static int configure(int port, DeviceInfo info, int rx, int tx, int mtu) {
        Layouts layouts = Dpdk.layouts();
        long multiSegment = layouts.constant("RTE_ETH_TX_OFFLOAD_MULTI_SEGS");
        long always = layouts.constant("RTE_ETH_RX_OFFLOAD_SCATTER")
                | layouts.constant("RTE_ETH_RX_OFFLOAD_IPV4_CKSUM")
                | layouts.constant("RTE_ETH_RX_OFFLOAD_UDP_CKSUM")
                | layouts.constant("RTE_ETH_RX_OFFLOAD_TCP_CKSUM");
        long hash = layouts.constant("RTE_ETH_RX_OFFLOAD_RSS_HASH");
        long types = layouts.constant("RTE_ETH_RSS_IP")
                | layouts.constant("RTE_ETH_RSS_TCP")
                | layouts.constant("RTE_ETH_RSS_UDP")
                | layouts.constant("RTE_ETH_RSS_SCTP");
        try (Struct conf = new Struct("rte_eth_conf")) {
            long wanted = always;
            if (rx > 1) {
                conf.put("rxmode.mq_mode", layouts.constant("RTE_ETH_MQ_RX_RSS"));
                conf.put("rx_adv_conf.rss_conf.rss_hf", types & info.rssTypes());
                wanted |= hash;
            }
            conf.put("rxmode.mtu", mtu);
            conf.put("rxmode.offloads", wanted & info.rxOffloads());
            conf.put("txmode.offloads", multiSegment & info.txOffloads());
            return LibEthdev.devConfigure(port, rx, tx, conf.address());
        }
    }

    private PortConfiguration() {}
}
