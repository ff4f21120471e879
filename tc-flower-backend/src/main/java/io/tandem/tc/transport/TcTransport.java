package io.tandem.tc.transport;

import java.util.List;

/**
 * Carries requests of rtnetlink to whoever has the rules, and the answers back.
 *
 * <p>One thread at a time may use it. No call waits for ever. After a {@link TransportException} the transport can still
 * be used, unless its reason is {@link TransportException.Reason#GONE}; answers that come late are left out.
 */
public interface TcTransport extends AutoCloseable {
    /**
     * Sends requests in order, in as few system calls as the socket's buffers allow.
     *
     * @param batch none of them with NLM_F_DUMP
     * @return one answer for each, in order
     * @throws TransportException where not every answer came: which of the requests were done is then unknown
     */
    List<TcAnswer> send(List<TcRequest> batch) throws TransportException;

    /**
     * Asks for all objects of a kind; the consumer sees each.
     *
     * @param request an RTM_GET; its body may narrow the dump
     * @throws TransportException where the dump is not whole; what the consumer saw until then is not all, and with
     *     {@link TransportException.Reason#INTERRUPTED_DUMP} or {@link TransportException.Reason#NO_BUFFERS} asking again
     *     helps
     */
    void dump(TcRequest request, MessageConsumer consumer) throws TransportException;

    @Override
    void close();
}
