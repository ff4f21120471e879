package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.TxLoss;
import io.tandem.flow.EtherType;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a port's queues need to know of its interface. Refreshed by {@link LinkWatch}, read by packet threads; an
 * interface is followed by its index, so a new name does not matter and a new interface of the old name is another one.
 */
final class Link {
    private static final int ETHERNET_HEADER = 14;
    private static final int VLAN_TAG = 4;
    private static final int TYPE_AT = 12;

    private final int index;
    /** Where the interface may be moved to another network namespace: says whether it is still somewhere. */
    private final @Nullable BooleanSupplier elsewhere;

    private volatile String name;
    private volatile int mtu;
    private volatile LinkState state;

    private Link(int index, @Nullable BooleanSupplier elsewhere, String name, int mtu, LinkState state) {
        this.index = index;
        this.elsewhere = elsewhere;
        this.name = name;
        this.mtu = mtu;
        this.state = state;
    }

    /** Finds an interface. */
    static Link find(InterfaceControl control, String name) throws PortException {
        return find(control, name, null);
    }

    /**
     * Finds an interface whose descriptors stay good where it is moved to another network namespace.
     *
     * @param elsewhere says whether there is such an interface still, wherever it is; called by {@link LinkWatch}
     */
    static Link find(InterfaceControl control, String name, @Nullable BooleanSupplier elsewhere) throws PortException {
        int index = Errno.check(name, "ioctl(SIOCGIFINDEX)", control.index(name));
        int mtu = Errno.check(name, "ioctl(SIOCGIFMTU)", control.mtu(name));
        int flags = Errno.check(name, "ioctl(SIOCGIFFLAGS)", control.flags(name));
        return new Link(index, elsewhere, name, mtu, state(flags));
    }

    /** The kernel's number of the interface. */
    int index() {
        return index;
    }

    /** The interface's present name. */
    String name() {
        return name;
    }

    /** Bytes that a frame may have after its Ethernet header. */
    int mtu() {
        return mtu;
    }

    LinkState state() {
        return state;
    }

    /** The interface or the port is gone. */
    void removed() {
        state = LinkState.REMOVED;
    }

    /** Asks the kernel again. */
    void refresh(InterfaceControl control) {
        if (state == LinkState.REMOVED) {
            return;
        }
        String present = control.name(index);
        int flags = present.isEmpty() ? -1 : control.flags(present);
        int bytes = present.isEmpty() ? -1 : control.mtu(present);
        if (flags < 0 || bytes < 0) {
            if (elsewhere != null && elsewhere.getAsBoolean()) {
                // In another namespace nobody here can ask for it: a packet that it does not take says so itself.
                mtu = Packet.MAX_FRAME - ETHERNET_HEADER;
                state = LinkState.UP;
            } else {
                removed();
            }
            return;
        }
        name = present;
        mtu = bytes;
        state = state(flags);
    }

    /** Why a packet cannot leave by this interface now, or null where it can. */
    @Nullable TxLoss refusal(Packet packet) {
        LinkState now = state;
        if (now != LinkState.UP) {
            return now == LinkState.REMOVED ? TxLoss.REMOVED : TxLoss.LINK_DOWN;
        }
        int length = packet.length();
        if (length < ETHERNET_HEADER) {
            return TxLoss.REFUSED;
        }
        int most = mtu + ETHERNET_HEADER;
        return length > most && (length > most + VLAN_TAG || !tagged(packet)) ? TxLoss.TOO_LONG : null;
    }

    /** True where the frame has a VLAN tag in front, which the kernel allows beside the MTU. */
    private static boolean tagged(Packet packet) {
        return EtherType.isVlan(packet.u16(TYPE_AT));
    }

    private static LinkState state(int flags) {
        int up = Uapi.IFF_UP | Uapi.IFF_RUNNING;
        return (flags & up) == up ? LinkState.UP : LinkState.DOWN;
    }
}
