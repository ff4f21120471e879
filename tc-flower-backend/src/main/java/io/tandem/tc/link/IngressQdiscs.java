package io.tandem.tc.link;

import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcMessage;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.transport.TransportException.Reason;
import io.tandem.validate.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds, adds and removes ingress qdiscs. Only removes one that this object added and that still looks so; whoever adds
 * after a restart finds the old one and leaves it. Used by one thread at a time, the transport's.
 *
 * <p>Sources: linux/pkt_sched.h (TC_H_CLSACT), linux/rtnetlink.h (struct tcmsg, TCA_KIND, TCA_INGRESS_BLOCK,
 * TCA_EGRESS_BLOCK), net/sched/sch_api.c.
 */
public final class IngressQdiscs {
    private static final int TCMSG_BYTES = 20;
    private static final int TCM_IFINDEX = 4;
    private static final int TCM_PARENT = 12;
    /** TC_H_INGRESS and TC_H_CLSACT: both kinds take the same place. */
    private static final int PARENT = 0xffff_fff1;

    private static final int HANDLE = 0xffff_0000;

    private static final int TCA_KIND = 1;
    private static final int TCA_INGRESS_BLOCK = 13;
    private static final int TCA_EGRESS_BLOCK = 14;

    private final TcTransport transport;
    private final Map<Integer, IngressQdisc> added = new HashMap<>();

    /** Qdiscs at the other end of a transport, which is not closed by this object. */
    public IngressQdiscs(TcTransport transport) {
        this.transport = transport;
    }

    /**
     * The qdisc of an interface.
     *
     * @throws TransportException REFUSED with ENODEV where there is no such interface
     */
    public Optional<IngressQdisc> find(int ifindex) throws TransportException {
        byte[] body = header(ifindex, 0).array();
        // Linux before 6.12 answers who asks only with NLM_F_ECHO.
        TcAnswer answer = ask(new TcRequest(Rtnetlink.RTM_GETQDISC, Rtnetlink.NLM_F_ECHO, body));
        if (answer.errno() == Errno.ENOENT.number()) {
            return Optional.empty();
        }
        if (!answer.done()) {
            throw new TransportException(
                    Reason.REFUSED,
                    "asking for the ingress qdisc of interface " + ifindex,
                    answer.errno(),
                    answer.words());
        }
        for (TcMessage message : answer.echoed()) {
            Optional<IngressQdisc> found = read(message);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Sees to it that the interface has an ingress qdisc: a clsact with filters of its own where there is none. */
    public QdiscAddition addClsact(int ifindex) throws TransportException {
        return add(new IngressQdisc(ifindex, IngressQdisc.Kind.CLSACT, 0, 0));
    }

    /**
     * Sees to it that the interface has an ingress qdisc: one on a shared block where there is none.
     *
     * @param block from 1
     */
    public QdiscAddition addIngress(int ifindex, int block) throws TransportException {
        return add(new IngressQdisc(ifindex, IngressQdisc.Kind.INGRESS, block, 0));
    }

    /** Removes the interface's ingress qdisc where this object added it. */
    public QdiscRemoval remove(int ifindex) throws TransportException {
        Optional<IngressQdisc> found;
        try {
            found = find(ifindex);
        } catch (TransportException e) {
            if (e.errno() == Errno.ENODEV.number()) {
                added.remove(ifindex);
                return new QdiscRemoval.Absent();
            }
            throw e;
        }
        if (found.isEmpty()) {
            added.remove(ifindex);
            return new QdiscRemoval.Absent();
        }
        IngressQdisc qdisc = found.get();
        if (!qdisc.equals(added.get(ifindex))) {
            return new QdiscRemoval.Foreign(qdisc);
        }
        TcAnswer answer = ask(new TcRequest(Rtnetlink.RTM_DELQDISC, 0, named(qdisc)));
        if (!answer.done()) {
            return new QdiscRemoval.Refused(answer.errno(), answer.words());
        }
        added.remove(ifindex);
        return new QdiscRemoval.Removed(qdisc);
    }

    private QdiscAddition add(IngressQdisc wish) throws TransportException {
        TcAnswer answer =
                ask(new TcRequest(Rtnetlink.RTM_NEWQDISC, Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL, named(wish)));
        if (answer.done()) {
            added.put(wish.ifindex(), wish);
            return new QdiscAddition.Added(wish);
        }
        Optional<IngressQdisc> found =
                answer.errno() == Errno.ENODEV.number() ? Optional.empty() : find(wish.ifindex());
        return found.isPresent()
                ? new QdiscAddition.Found(found.get())
                : new QdiscAddition.Refused(answer.errno(), answer.words());
    }

    private TcAnswer ask(TcRequest request) throws TransportException {
        return transport.send(List.of(request)).getFirst();
    }

    private static ByteBuffer header(int ifindex, int handle) {
        return ByteBuffer.allocate(TCMSG_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0)
                .putInt(ifindex)
                .putInt(handle)
                .putInt(PARENT)
                .putInt(0);
    }

    private static byte[] named(IngressQdisc qdisc) {
        AttributeWriter attributes = new AttributeWriter();
        attributes.put(TCA_KIND, (qdisc.kind().text() + "\0").getBytes(StandardCharsets.US_ASCII));
        if (qdisc.ingressBlock() != 0) {
            attributes.putU32(TCA_INGRESS_BLOCK, qdisc.ingressBlock());
        }
        byte[] bytes = attributes.toBytes();
        return ByteBuffer.allocate(TCMSG_BYTES + bytes.length)
                .put(header(qdisc.ifindex(), HANDLE).array())
                .put(bytes)
                .array();
    }

    private static Optional<IngressQdisc> read(TcMessage message) {
        byte[] body = message.body();
        if (message.type() != Rtnetlink.RTM_NEWQDISC || body.length < TCMSG_BYTES) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
        if (header.getInt(TCM_PARENT) != PARENT) {
            return Optional.empty();
        }
        String kind = "";
        int ingressBlock = 0;
        int egressBlock = 0;
        AttributeCursor attribute = new AttributeCursor(body, TCMSG_BYTES, body.length);
        while (attribute.next()) {
            if (attribute.type() == TCA_KIND) {
                kind = new String(attribute.copy(), StandardCharsets.US_ASCII).replace("\0", "");
            } else if (attribute.type() == TCA_INGRESS_BLOCK && attribute.length() == Integer.BYTES) {
                ingressBlock = attribute.u32(0);
            } else if (attribute.type() == TCA_EGRESS_BLOCK && attribute.length() == Integer.BYTES) {
                egressBlock = attribute.u32(0);
            }
        }
        for (IngressQdisc.Kind known : IngressQdisc.Kind.values()) {
            if (known.text().equals(kind)) {
                return Optional.of(new IngressQdisc(header.getInt(TCM_IFINDEX), known, ingressBlock, egressBlock));
            }
        }
        return Optional.empty();
    }
}
