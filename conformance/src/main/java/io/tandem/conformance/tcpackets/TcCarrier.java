package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseMeter;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.kernel.Conntrack;
import io.tandem.conformance.kernel.KernelException;
import io.tandem.conformance.kernel.NetlinkFormatException;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import io.tandem.flow.EtherType;
import io.tandem.odp.OdpParseException;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.CounterReader;
import io.tandem.tc.wire.SharedActionEncoder;
import io.tandem.tc.wire.TcDecodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Carries out cases with the running kernel's TC rules, each on devices without rules. One thread.
 *
 * <p>Bytes are counted as whole frames: TC leaves out the Ethernet header and the tag that the kernel holds beside the
 * frame. It counts a packet as long as it came in, whatever rules of chain 0 did to it: sch_handle_ingress of
 * net/core/dev.c sets pkt_len once, and tcf_action_update_bstats reads it.
 */
final class TcCarrier {
    private static final int ADDRESSES = 12;
    private static final int ETHERNET = 14;
    private static final int TAG = 4;
    private static final int BITS_A_KILOBIT = 1000;

    private final TcTaps taps;
    private final Conntrack conntrack;
    private final SharedActionEncoder shared = new SharedActionEncoder();
    private final CounterReader counters = new CounterReader();
    private int nextMeter = 1;
    private long[] packets = new long[0];
    private long[] bytes = new long[0];
    private long[] frameBytes = new long[0];

    TcCarrier(TcTaps taps, Conntrack conntrack) {
        this.taps = taps;
        this.conntrack = conntrack;
    }

    /** Carries out a case whose flows can all be rules. */
    CarriedCase carry(DatapathCase wanted)
            throws IOException, InterruptedException, TransportException, KernelException, NetlinkSocketException,
                    NetlinkFormatException {
        conntrack.flush();
        taps.drain((port, frame) -> {});
        CaseRules rules;
        try {
            rules = CaseRules.of(wanted, taps::ifindex, nextMeter);
        } catch (OdpParseException e) {
            throw new IOException("case " + wanted.name() + ": " + e.getMessage(), e);
        }
        try {
            Optional<String> refusal = install(wanted, rules);
            if (refusal.isPresent()) {
                return new CarriedCase(new Outcome.Refused(refusal.get()), Set.of());
            }
            fill(wanted.meters());
            return send(wanted, rules);
        } finally {
            for (TcRule rule : rules.rules()) {
                taps.clear(rule.inPort(), rule.chain());
            }
        }
    }

    /** What the kernel refuses is named. */
    private Optional<String> install(DatapathCase wanted, CaseRules rules) throws TransportException {
        for (CaseMeter meter : wanted.meters()) {
            TcAnswer answer = taps.create(
                    Rtnetlink.RTM_NEWACTION,
                    shared.meter(nextMeter++, police(meter), TcControl.DROP).toBytes());
            if (!answer.done()) {
                return Optional.of("meter " + meter.id() + ": " + answer.text());
            }
        }
        RulePriorities priorities = new RulePriorities();
        for (int i = 0; i < rules.rules().size(); i++) {
            TcRule rule = rules.rules().get(i);
            FilterId id = new FilterId(
                    taps.ingress(rule.inPort()), rule.chain(), priorities.of(rule), rule.protocol(), i + 1);
            TcFilter filter = TcFilter.of(id, rule.match(), Set.of(), rule.actions());
            TcAnswer answer = taps.create(
                    Rtnetlink.RTM_NEWTFILTER, taps.encoder().filter(filter).toBytes());
            if (!answer.done()) {
                return Optional.of("flow " + i + ": " + answer.text());
            }
        }
        return Optional.empty();
    }

    /**
     * Waits until meters of packets are full: tcf_police_init of net/sched/act_police.c fills those of bytes only, and
     * leaves tcfp_pkttoks empty.
     */
    private static void fill(List<CaseMeter> meters) throws InterruptedException {
        for (CaseMeter meter : meters) {
            if (meter.unit() == CaseMeter.Unit.PKTPS) {
                Thread.sleep(Duration.ofSeconds((meter.burst() + meter.rate() - 1) / meter.rate()));
            }
        }
    }

    private static ActionBody.Police police(CaseMeter meter) {
        Optional<TcControl> conform = Optional.of(TcControl.PIPE);
        return switch (meter.unit()) {
            case PKTPS -> new ActionBody.Police(0, 0, 0, 0, meter.rate(), meter.burst(), 0, 0, conform);
            case KBPS ->
                new ActionBody.Police(
                        octets(meter.rate()), octets(meter.burst()), 0xffff, 0, 0, 0, ETHERNET, 0, conform);
        };
    }

    private static long octets(int kilobits) {
        return (long) kilobits * BITS_A_KILOBIT / Byte.SIZE;
    }

    private CarriedCase send(DatapathCase wanted, CaseRules rules) throws IOException, TransportException {
        int flows = rules.rules().size();
        packets = new long[flows];
        bytes = new long[flows];
        frameBytes = new long[flows];
        Set<Integer> ports = rules.rules().stream().map(TcRule::inPort).collect(Collectors.toSet());
        Set<Integer> missed = new TreeSet<>();
        Outcome.Builder outcome = new Outcome.Builder();
        for (int i = 0; i < wanted.packets().size(); i++) {
            CasePacket packet = wanted.packets().get(i);
            byte[] frame = packet.frame().toArray();
            taps.write(packet.port(), frame);
            taps.drain(outcome::sent);
            List<Integer> counted = new ArrayList<>();
            for (int port : ports) {
                taps.dump(port, false, (type, message, from, to) -> count(message, from, to, beside(frame), counted));
            }
            if (counted.isEmpty()) {
                missed.add(i);
            }
        }
        for (int i = 0; i < flows; i++) {
            outcome.counted(packets[i], frameBytes[i]);
        }
        return new CarriedCase(outcome.build(), missed);
    }

    /** Bytes of a frame that TC does not count: skb_vlan_untag takes the first tag out before rules see it. */
    private static int beside(byte[] frame) {
        boolean tagged = frame.length >= ETHERNET + TAG
                && EtherType.isVlan((frame[ADDRESSES] & 0xff) << Byte.SIZE | frame[ADDRESSES + 1] & 0xff);
        return tagged ? ETHERNET + TAG : ETHERNET;
    }

    private void count(byte[] message, int from, int to, int beside, List<Integer> counted) {
        try {
            if (!counters.read(message, from, to)) {
                return;
            }
        } catch (TcDecodeException e) {
            throw new UncheckedIOException(new IOException("cannot read a filter: " + e.getMessage(), e));
        }
        int flow = counters.handle() - 1;
        long more = counters.packets() - packets[flow];
        if (more != 0) {
            counted.add(flow);
            frameBytes[flow] += counters.byteCount() - bytes[flow] + more * beside;
            packets[flow] = counters.packets();
            bytes[flow] = counters.byteCount();
        }
    }
}
