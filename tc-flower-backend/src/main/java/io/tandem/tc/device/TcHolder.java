package io.tandem.tc.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.tc.link.Links;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;

/** Who holds filters, and what a device has to know of it: the kernel, or what stands for it. */
public interface TcHolder {
    /** Opens a transport, at first and after each failure; the device closes it. */
    TcTransport open() throws BackendUnavailableException, TransportException;

    /** The network interfaces. */
    Links links();

    /** Returns when every packet that was on its way through filters as they were before the call has left them. */
    void awaitPackets();

    /** The datapath's clock in nanoseconds. */
    long now();
}
