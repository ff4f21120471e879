package io.tandem.rte.port;

import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalException;
import io.tandem.rte.eal.MbufPool;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.LibEal;
import io.tandem.rte.nativelib.LibEthdev;
import io.tandem.rte.nativelib.RxBurst;
import io.tandem.rte.nativelib.Struct;
import io.tandem.rte.nativelib.TxBurst;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

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

    private static final int ENODEV = 19;
    private static final String CORRECT = "correct the port's device in the configuration";

    private static final ConcurrentMap<Integer, EthPort> ATTACHED = new ConcurrentHashMap<>();
    /** The present or last life of each port number. */
    private static final ConcurrentMap<Integer, Long> LIVES = new ConcurrentHashMap<>();

    private static final AtomicLong NEXT_LIFE = new AtomicLong(1);

    private final Eal eal;
    private final String device;
    private final int number;
    private final List<TxBurst> txQueues = new ArrayList<>();
    private final List<RxBurst> rxQueues = new ArrayList<>();
    private boolean started;
    private volatile boolean marks;
    private volatile int ruleQueue;
    private boolean open = true;

    private EthPort(Eal eal, String device, int number) {
        this.eal = eal;
        this.device = device;
        this.number = number;
    }

    /**
     * Attaches a device.
     *
     * @param device its name and arguments, as for EAL's --vdev or --allow
     * @throws EalException where there is no such device, or its driver refuses it
     */
    public static EthPort attach(Eal eal, String device) throws EalException {
        synchronized (eal) {
            eal.forgetLog();
            int answer = LibEal.devProbe(device);
            if (answer < 0) {
                throw eal.refused(EalException.Reason.DEVICE, "attaching the device " + device, answer, CORRECT);
            }
            OptionalInt port = LibEthdev.portOf(device);
            if (port.isEmpty()) {
                throw eal.refused(
                        EalException.Reason.DEVICE,
                        "looking for the Ethernet port of the device " + device,
                        ENODEV,
                        CORRECT);
            }
            EthPort attached = new EthPort(eal, device, port.getAsInt());
            ATTACHED.put(attached.number, attached);
            endLife(attached.number);
            return attached;
        }
    }

    /** Whether this process has a port. */
    static boolean anyAttached() {
        return !ATTACHED.isEmpty();
    }

    /** The number of the port of that name; empty where there is none. */
    static OptionalInt numberOf(String name) {
        return ATTACHED.values().stream()
                .filter(port -> port.name().equals(name) && !port.removed())
                .mapToInt(port -> port.number)
                .findAny();
    }

    /** Receive queues of the port of that number; 0 where there is none, before it was started, and without marks. */
    static int markedQueues(int number) {
        EthPort port = ATTACHED.get(number);
        return port == null || !port.marks ? 0 : port.rxQueues().size();
    }

    /** Operations on rules that the queue of the port of that number holds; 0 where it has none. */
    static int ruleQueue(int number) {
        EthPort port = ATTACHED.get(number);
        return port == null ? 0 : port.ruleQueue;
    }

    /** A number that grows whenever the rules of a port are lost: it was attached, stopped or taken away. */
    static long life(int number) {
        EthPort port = ATTACHED.get(number);
        if (port != null && port.removed() && ATTACHED.remove(number, port)) {
            endLife(number);
        }
        return LIVES.getOrDefault(number, 0L);
    }

    /** Says that the rules of a port are lost. */
    static void endLife(int number) {
        LIVES.put(number, NEXT_LIFE.getAndIncrement());
    }

    /** Its number in this process, from 0: what rte_flow calls a port id. */
    public int number() {
        return number;
    }

    /** The device's name without its arguments. */
    public String name() {
        return device.split(",", 2)[0];
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
            marks = handsUpMarks();
            configure(info, rx, tx, mtu);
            ruleQueue = RuleQueues.configure(number);
            for (int i = 0; i < rx; i++) {
                int size = info.rxDescriptors().nearest(descriptors);
                must(LibEthdev.rxQueueSetup(number, i, size, received.address()), "making receive queue " + i);
            }
            for (int i = 0; i < tx; i++) {
                int size = info.txDescriptors().nearest(descriptors);
                must(LibEthdev.txQueueSetup(number, i, size), "making transmit queue " + i);
            }
            must(LibEthdev.devStart(number), "starting");
            started = true;
            // a driver without that takes every frame anyway
            LibEthdev.promiscuousEnable(number);
            for (int i = 0; i < rx; i++) {
                rxQueues.add(new RxBurst(number, i, BURST));
            }
            for (int i = 0; i < tx; i++) {
                txQueues.add(new TxBurst(number, i, sent.address(), BURST));
            }
        }
    }

    /** False where the driver was asked and says that it does not; most have nothing to be asked. */
    private boolean handsUpMarks() {
        long mark = Dpdk.layouts().constant("RTE_ETH_RX_METADATA_USER_MARK");
        return LibEthdev.rxMetadataNegotiate(number, mark) != 0;
    }

    private void configure(DeviceInfo info, int rx, int tx, int mtu) throws EalException {
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
            must(
                    LibEthdev.devConfigure(number, rx, tx, conf.address()),
                    "setting %d and %d queues, MTU %d".formatted(rx, tx, mtu));
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
                must(LibEthdev.linkGetNowait(number, link.address()), "asking for the link");
                return new DeviceLink(
                        link.get("link_status") != 0, link.get("link_speed"), link.get("link_duplex") != 0);
            }
        }
    }

    /** Whether the device behind it is gone. */
    public boolean removed() {
        synchronized (eal) {
            return !open || LibEthdev.name(number).isEmpty() || LibEthdev.devIsRemoved(number) != 0;
        }
    }

    /** Its Ethernet address. */
    public long mac() {
        synchronized (eal) {
            return LibEthdev.macaddrGet(number);
        }
    }

    /** The longest packet behind the Ethernet header that it sends, in bytes. */
    public int mtu() throws EalException {
        synchronized (eal) {
            int mtu = LibEthdev.mtu(number);
            must(mtu, "asking for its MTU");
            return mtu;
        }
    }

    /** What it has counted. */
    public DeviceStats stats() throws EalException {
        synchronized (eal) {
            try (Struct stats = new Struct("rte_eth_stats")) {
                must(LibEthdev.statsGet(number, stats.address()), "asking for its counters");
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
            int count = LibEthdev.xstatsGetNames(number, 0, 0);
            must(count, "asking for its extended counters");
            try (Struct names = new Struct("rte_eth_xstat_name", count);
                    Struct values = new Struct("rte_eth_xstat", count)) {
                must(LibEthdev.xstatsGetNames(number, names.address(), count), "asking for its extended counters");
                int found = LibEthdev.xstatsGet(number, values.address(), count);
                must(found, "asking for its extended counters");
                Map<String, Long> stats = new LinkedHashMap<>();
                for (int i = 0; i < Math.min(found, count); i++) {
                    stats.put(names.characters((int) values.get(i, "id"), "name"), values.get(i, "value"));
                }
                return stats;
            }
        }
    }

    /**
     * Stops it and detaches its device. Packet threads must have stopped using the queues. Does nothing the second time,
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
     * Detaches the device, as if it were pulled. Queues stay usable: they receive nothing, and what they send is lost.
     * Does nothing where the device is gone already.
     */
    void removeDevice() {
        synchronized (eal) {
            if (LibEthdev.name(number).isEmpty()) {
                return;
            }
            long behind = 0;
            try (Struct info = read()) {
                behind = info.get("device");
            } catch (EalException gone) {
                eal.forgetLog();
            }
            if (started) {
                LibEthdev.devStop(number);
            }
            LibEthdev.devClose(number);
            ATTACHED.remove(number, this);
            endLife(number);
            if (behind != 0) {
                LibEal.devRemove(behind);
            }
        }
    }

    private static DeviceInfo.Descriptors descriptors(Struct info, String limits) {
        return new DeviceInfo.Descriptors((int) info.get(limits + "nb_min"), (int) info.get(limits + "nb_max"), (int)
                info.get(limits + "nb_align"));
    }

    private Struct read() throws EalException {
        Struct info = new Struct("rte_eth_dev_info");
        int answer = LibEthdev.devInfoGet(number, info.address());
        if (answer < 0) {
            info.close();
            must(answer, "asking what it is");
        }
        return info;
    }

    private void must(int answer, String what) throws EalException {
        if (answer < 0) {
            throw eal.refused(EalException.Reason.DEVICE, "port " + device + ": " + what, answer, CORRECT);
        }
    }
}
