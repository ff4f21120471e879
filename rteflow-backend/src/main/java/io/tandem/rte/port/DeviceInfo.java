package io.tandem.rte.port;

/**
 * What a port's driver says of it. Source: rte_ethdev.h struct rte_eth_dev_info.
 *
 * @param driver as "net_pcap"
 * @param maxFrame bytes of the longest frame that comes in
 * @param maxMtu 0 where the driver does not say
 * @param rxOffloads RTE_ETH_RX_OFFLOAD_*
 * @param txOffloads RTE_ETH_TX_OFFLOAD_*
 * @param rssTypes RTE_ETH_RSS_* that a hash can be made of; 0 where there is none
 * @param switchName of the switch that the port belongs to; empty where it belongs to none
 * @param switchDomain of ports of one switch
 * @param switchPort the port's number there
 */
public record DeviceInfo(
        String driver,
        int maxFrame,
        int maxMtu,
        int maxRxQueues,
        int maxTxQueues,
        long rxOffloads,
        long txOffloads,
        long rssTypes,
        Descriptors rxDescriptors,
        Descriptors txDescriptors,
        String switchName,
        int switchDomain,
        int switchPort) {
    /**
     * How many places a queue may have. Source: rte_ethdev.h struct rte_eth_desc_lim.
     *
     * @param most 0 where the driver does not say
     * @param multiple of what their number must be; 0 where the driver does not say
     */
    public record Descriptors(int least, int most, int multiple) {
        /** The allowed number that is nearest to the one wanted. */
        public int nearest(int wanted) {
            int step = Math.max(1, multiple);
            int stepped = (wanted + step - 1) / step * step;
            return Math.max(least, Math.min(stepped, most == 0 ? Integer.MAX_VALUE : most));
        }
    }
}
