package io.tandem.rte.port;

import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalException;
import io.tandem.rte.eal.MbufPool;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.LibEal;
import io.tandem.rte.nativelib.LibEthdev;
import io.tandem.rte.nativelib.RxBurst;
import io.tandem.rte.nativelib.Struct;
import io.tandem.rte.nativelib.TxBurst;
import io.tandem.rte.transport.RteError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One Ethernet port of a device that was attached: a virtual device such as {@code net_pcap0,rx_pcap=in.pcap}, or a
 * physical one by its PCI address. Its queues belong to packet threads, one thread each; everything else may be called by
 * any thread, and is done one at a time.
 */
public final class EthPort implements AutoCloseable {
    /** Packets that a driver hands over or takes at once. */
    public static final int BURST = 32;

    /** The MTU of Ethernet. Source: rte_ether.h RTE_ETHER_MTU. */
    public static final int DEFAULT_MTU = 1_500;

    private static final int NO_PORT = -1;
    private static final String SIZES =
            "correct the port's queues, descriptors and mtu, or the arguments of its device, in the configuration";
    private static final String ATTACH = "the device is gone; a port of a new process finds it, where it is back";

    private final Eal eal;
    private final String device;
    private final int number;
    private final List<TxBurst> txQueues = new ArrayList<>();
    private final List<RxBurst> rxQueues = new ArrayList<>();
    private boolean started;
    private volatile boolean marks;
    private volatile int ruleQueue;
    private volatile boolean keepsRules;
    private boolean open = true;
    /** True where the device is not there any more, and its number may be another's. */
    private boolean gone;

    private EthPort(Eal eal, String device, int number) {
        this.eal = eal;
        this.device = device;
        this.number = number;
    }

    /**
     * Attaches a device.
     *
     * @param device its name and arguments, as for EAL's --vdev or --allow, with one {@code representor} at most
     * @throws EalException where there is no such device, its driver refuses it, or it is a port already
     */
    public static EthPort attach(Eal eal, String device) throws EalException {
        synchronized (eal) {
            return attached(eal, device, DeviceProbe.port(eal, device));
        }
    }

    /** The port of a number, which comes of that device and is not one of this process yet. */
    static EthPort attached(Eal eal, String device, int number) throws EalException {
        synchronized (eal) {
            EthPort attached = new EthPort(eal, device, number);
            AttachedPorts.add(attached);
            try {
                attached.must(AttachedPorts.listen(attached.number), "asking to be told of its resets");
                attached.keepsRules = KeptRules.keeps(attached.info().driver());
            } catch (EalException e) {
                attached.close();
                throw e;
            }
            return attached;
        }
    }

    /** Whether marks that rules give packets come up by its queues. */
    boolean handsUpMarks() {
        return marks;
    }

    /** Operations on rules that its queue holds; 0 where it has none. */
    int ruleQueue() {
        return ruleQueue;
    }

    /** Whether its driver makes rules again from copies. */
    boolean keepsRules() {
        return keepsRules;
    }

    /** Another device has its number. */
    void lost() {
        synchronized (eal) {
            gone = true;
        }
    }

    /** Its number in this process, from 0: what rte_flow calls a port id. */
    public int number() {
        return number;
    }

    /** The device's name without its arguments, and which of its representors it is: {@link DeviceName#port}. */
    public String name() {
        return DeviceName.of(device).port();
    }

    /** What its driver says of it. */
    public DeviceInfo info() throws EalException {
        synchronized (eal) {
            try (Struct info = read()) {
                return new DeviceInfo(
                        info.text("driver_name"),
                        (int) info.get("max_rx_pktlen"),
                        (int) info.get("max_mtu"),
                        (int) info.get("max_rx_queues"),
                        (int) info.get("max_tx_queues"),
                        info.get("rx_offload_capa"),
                        info.get("tx_offload_capa"),
                        info.get("flow_type_rss_offloads"),
                        descriptors(info, "rx_desc_lim."),
                        descriptors(info, "tx_desc_lim."),
                        info.text("switch_info.name"),
                        (int) info.get("switch_info.domain_id"),
                        (int) info.get("switch_info.port_id"));
            }
        }
    }

    /**
     * Makes queues and lets packets pass; takes every frame, whoever it is for. Flows are spread over receive queues by
     * their hash, and checksums verified, where the port can do that. Once in the port's life.
     *
     * @param queues wanted of each kind; fewer where the port has not as many
     * @param descriptors wanted for each queue; what the port allows next to it
     * @param mtu of what it sends and receives behind the Ethernet header, in bytes
     * @param pool what frames lie in, of all queues
     */
    public void start(int queues, int descriptors, int mtu, MbufPool pool) throws EalException {
        start(queues, descriptors, mtu, pool, pool);
    }

    /**
     * The same, with frames that are sent in mbufs of another pool. A pool is a ring, so each of its mbufs is used in turn;
     * a small one stays in the processor's caches.
     *
     * @param received what frames lie in that come in
     * @param sent what frames lie in that {@link TxBurst#packet} makes
     */
    public void start(int queues, int descriptors, int mtu, MbufPool received, MbufPool sent) throws EalException {
        synchronized (eal) {
            eal.forgetLog();
            DeviceInfo info = info();
            int rx = Math.clamp(queues, 1, Math.max(1, info.maxRxQueues()));
            int tx = Math.clamp(queues, 1, Math.max(1, info.maxTxQueues()));
            marks = PortConfiguration.negotiateMarks(present());
            must(
                    PortConfiguration.configure(present(), info, rx, tx, mtu),
                    "setting %d and %d queues, MTU %d".formatted(rx, tx, mtu),
                    SIZES);
            ruleQueue = RuleQueues.configure(eal, device, present());
            for (int i = 0; i < rx; i++) {
                int size = info.rxDescriptors().nearest(descriptors);
                must(
                        LibEthdev.rxQueueSetup(present(), i, size, received.address()),
                        "making receive queue " + i,
                        SIZES);
            }
            for (int i = 0; i < tx; i++) {
                int size = info.txDescriptors().nearest(descriptors);
                must(LibEthdev.txQueueSetup(present(), i, size), "making transmit queue " + i, SIZES);
            }
            must(LibEthdev.devStart(present()), "starting", SIZES);
            started = true;
            int others = LibEthdev.promiscuousEnable(present());
            // a driver without that takes every frame anyway
            if (others != -RteError.ENOTSUP) {
                must(others, "taking frames that are for others");
            }
            for (int i = 0; i < rx; i++) {
                rxQueues.add(new RxBurst(number, i, BURST));
            }
            for (int i = 0; i < tx; i++) {
                txQueues.add(new TxBurst(number, i, sent.address(), BURST));
            }
        }
    }

    /** Its receive queues; none before it was started. */
    public List<RxBurst> rxQueues() {
        synchronized (eal) {
            return List.copyOf(rxQueues);
        }
    }

    /** Its transmit queues; none before it was started. */
    public List<TxBurst> txQueues() {
        synchronized (eal) {
            return List.copyOf(txQueues);
        }
    }

    /** Whether a frame may lie in more than one mbuf on its way out. */
    public boolean sendsChains() throws EalException {
        return (info().txOffloads() & Dpdk.layouts().constant("RTE_ETH_TX_OFFLOAD_MULTI_SEGS")) != 0;
    }

    /** The state of its link, as last seen. */
    public DeviceLink link() throws EalException {
        synchronized (eal) {
            try (Struct link = new Struct("rte_eth_link")) {
                must(LibEthdev.linkGetNowait(present(), link.address()), "asking for the link");
                return new DeviceLink(
                        link.get("link_status") != 0, link.get("link_speed"), link.get("link_duplex") != 0);
            }
        }
    }

    /** Whether the device behind it is gone. */
    public boolean removed() {
        synchronized (eal) {
            return !open || gone || LibEthdev.name(number).isEmpty() || LibEthdev.devIsRemoved(number) != 0;
        }
    }

    /** Its Ethernet address. */
    public long mac() {
        synchronized (eal) {
            return LibEthdev.macaddrGet(present());
        }
    }

    /** The longest packet behind the Ethernet header that it sends, in bytes. */
    public int mtu() throws EalException {
        synchronized (eal) {
            int mtu = LibEthdev.mtu(present());
            must(mtu, "asking for its MTU");
            return mtu;
        }
    }

    /** What it has counted. */
    public DeviceStats stats() throws EalException {
        synchronized (eal) {
            try (Struct stats = new Struct("rte_eth_stats")) {
                must(LibEthdev.statsGet(present(), stats.address()), "asking for its counters");
                return new DeviceStats(
                        stats.get("ipackets"),
                        stats.get("opackets"),
                        stats.get("ibytes"),
                        stats.get("obytes"),
                        stats.get("imissed"),
                        stats.get("ierrors"),
                        stats.get("oerrors"),
                        stats.get("rx_nombuf"));
            }
        }
    }

    /** All that its driver counts, by the driver's names. */
    public Map<String, Long> extendedStats() throws EalException {
        synchronized (eal) {
            int count = LibEthdev.xstatsGetNames(present(), 0, 0);
            must(count, "asking for its extended counters");
            Optional<Map<String, Long>> stats = Optional.empty();
            while (stats.isEmpty()) {
                try (Struct names = new Struct("rte_eth_xstat_name", count);
                        Struct values = new Struct("rte_eth_xstat", count)) {
                    int named = LibEthdev.xstatsGetNames(present(), names.address(), count);
                    must(named, "asking for its extended counters");
                    int found = LibEthdev.xstatsGet(present(), values.address(), count);
                    must(found, "asking for its extended counters");
                    // where there is no room for all, none are filled in
                    stats = Math.max(named, found) > count
                            ? Optional.empty()
                            : Optional.of(byName(names, values, found));
                    count = Math.max(named, found);
                }
            }
            return stats.get();
        }
    }

    private static Map<String, Long> byName(Struct names, Struct values, int count) {
        Map<String, Long> stats = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            long id = values.get(i, "id");
            if (Long.compareUnsigned(id, count) < 0) {
                stats.put(names.characters((int) id, "name"), values.get(i, "value"));
            }
        }
        return stats;
    }

    /**
     * Stops it and detaches its device, once no other port here is on it. Packet threads must have stopped using the queues. Does nothing the second time,
     * and little where the device is gone already.
     */
    @Override
    public void close() {
        synchronized (eal) {
            if (!open) {
                return;
            }
            open = false;
            txQueues.forEach(TxBurst::close);
            rxQueues.forEach(RxBurst::free);
            removeDevice();
        }
    }

    /**
     * Ends the port as if its device were pulled, which is detached once no other port here is on it. Queues stay usable: they receive nothing, and what they send is lost.
     * Does nothing where the device is gone already.
     */
    void removeDevice() {
        synchronized (eal) {
            if (gone) {
                return;
            }
            if (!LibEthdev.name(number).isEmpty()) {
                detach();
            }
            gone = true;
            AttachedPorts.remove(this);
        }
    }

    private void detach() {
        long behind = behind();
        if (started) {
            LibEthdev.devStop(number);
        }
        LibEthdev.devClose(number);
        if (behind != 0 && !AttachedPorts.others(this, port -> port.behind() == behind)) {
            LibEal.devRemove(behind);
        }
    }

    /** The struct rte_device that it is on, which representors share with the port that they are of; 0 where it is gone. */
    private long behind() {
        try (Struct info = read()) {
            return info.get("device");
        } catch (EalException absent) {
            eal.forgetLog();
            return 0;
        }
    }

    /** What DPDK's functions are called with: of a device that is gone no number, as DPDK gives that to others. */
    private int present() {
        return gone ? NO_PORT : number;
    }

    private static DeviceInfo.Descriptors descriptors(Struct info, String limits) {
        return new DeviceInfo.Descriptors((int) info.get(limits + "nb_min"), (int) info.get(limits + "nb_max"), (int)
                info.get(limits + "nb_align"));
    }

    private Struct read() throws EalException {
        Struct info = new Struct("rte_eth_dev_info");
        int answer = LibEthdev.devInfoGet(present(), info.address());
        if (answer < 0) {
            info.close();
            must(answer, "asking what it is");
        }
        return info;
    }

    private void must(int answer, String what) throws EalException {
        must(answer, what, DeviceProbe.CORRECT);
    }

    private void must(int answer, String what, String advice) throws EalException {
        if (answer < 0) {
            throw eal.refused(
                    EalException.Reason.DEVICE, "port " + device + ": " + what, answer, gone ? ATTACH : advice);
        }
    }
}
