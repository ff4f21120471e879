package io.tandem.agent.dpdk;

import io.tandem.agent.config.EalSetting;
import io.tandem.agent.config.PortSetting;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortException;
import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalException;
import io.tandem.rte.eal.MbufPool;
import io.tandem.rte.port.EthPort;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * DPDK in this process, and one pool of mbufs that all of its ports share receive into, each as large as the longest
 * frame of any; what a port sends has a small pool of its own, which stays in the processor's caches. Lasts as long as the process: EAL starts once.
 */
public final class DpdkPorts {
    /** An Ethernet header and two VLAN tags, in bytes. */
    static final int HEADERS = 14 + 2 * 4;

    /** Mbufs of each queue beside those in its ring: bursts, and what a thread keeps of those that were sent. */
    private static final int SENT_BESIDE = 1_024;

    private static final AtomicInteger SENT_POOLS = new AtomicInteger();

    private final Eal eal;
    private final MbufPool pool;
    private final int room;

    private DpdkPorts(Eal eal, MbufPool pool, int room) {
        this.eal = eal;
        this.pool = pool;
        this.room = room;
    }

    /**
     * Starts DPDK.
     *
     * @param ports that will be opened, at least one
     * @throws PortException where it is not on this machine, was started before, or cannot start
     */
    public static DpdkPorts start(EalSetting setting, List<PortSetting.Dpdk> ports) throws PortException {
        try {
            Eal eal = Eal.start(setting.config());
            int longest = ports.stream().mapToInt(PortSetting.Dpdk::mtu).max().orElse(0) + HEADERS;
            int room = Math.max(MbufPool.DEFAULT_ROOM, longest);
            return new DpdkPorts(eal, eal.createPool("packets", setting.mbufs(), room), room);
        } catch (EalException e) {
            throw failed(ports.getFirst(), e);
        } catch (BackendUnavailableException e) {
            throw new PortException(
                    ports.getFirst().device(),
                    "use DPDK",
                    0,
                    String.valueOf(e.getMessage()),
                    "or choose another kind of port");
        }
    }

    /**
     * Attaches a device and starts it; it receives from then on.
     *
     * @throws PortException where that is not possible; then nothing of it stays open
     */
    public PacketPort open(PortSetting.Dpdk setting) throws PortException {
        try {
            int most = setting.queues() * (setting.descriptors() + SENT_BESIDE);
            MbufPool sent = eal.createPool("sent" + SENT_POOLS.getAndIncrement(), most, room);
            boolean done = false;
            try {
                PacketPort port = open(setting, sent);
                done = true;
                return port;
            } finally {
                if (!done) {
                    sent.close();
                }
            }
        } catch (EalException e) {
            throw failed(setting, e);
        }
    }

    private PacketPort open(PortSetting.Dpdk setting, MbufPool sent) throws EalException {
        EthPort device = EthPort.attach(eal, setting.device());
        boolean done = false;
        try {
            device.start(setting.queues(), setting.descriptors(), setting.mtu(), pool, sent);
            DpdkPort port = new DpdkPort(setting.number(), device, room);
            done = true;
            return port;
        } finally {
            if (!done) {
                device.close();
            }
        }
    }

    /** Mbufs that hold a packet, or wait for one. */
    public int mbufsInUse() {
        return pool.inUse();
    }

    private static PortException failed(PortSetting.Dpdk setting, EalException e) {
        String port = "port " + setting.device() + ": ";
        String what = e.what().startsWith(port) ? e.what().substring(port.length()) : e.what();
        return new PortException(setting.device(), what, e.errno(), e.words(), e.advice());
    }
}
