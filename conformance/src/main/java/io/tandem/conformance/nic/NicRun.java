package io.tandem.conformance.nic;

import io.tandem.backend.DeviceException;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpParseException;
import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the NIC made of one set of rules and its packets.
 *
 * @param wanted the set
 * @param installed rules that it held
 * @param refusals why it held no others; rules that the software takes no more are in neither
 * @param decided packets that it decided about
 * @param copies frames that it sent
 * @param toHost packets that it gave to the host
 * @param carried packets by the kinds of actions that were carried out on them
 * @param latencies clocks that packets took, of those that the NIC decided about
 * @param faults what is otherwise than the software datapath has it
 */
record NicRun(
        DatapathCase wanted,
        int installed,
        List<String> refusals,
        int decided,
        int copies,
        int toHost,
        Map<String, Long> carried,
        Latencies latencies,
        List<String> faults) {
    NicRun {
        refusals = List.copyOf(refusals);
        carried = Map.copyOf(carried);
        faults = List.copyOf(faults);
    }

    private static final Pattern KIND =
            Pattern.compile("set\\([a-z0-9]+|(push|pop|dec|tnl)_(vlan|mpls|ttl|push|pop)|clone|sample|drop|meter");

    /**
     * Carries a set out on a NIC that holds no rule, and leaves none there.
     *
     * @param flipEvery packets after which a bit of the NIC's tables flips each time; 0: none does
     */
    static NicRun of(DatapathCase wanted, SimNicDevice nic, int flipEvery) throws DeviceException {
        nic.controls().refillMeters();
        nic.controls().seedSamples(SoftwareSide.SAMPLES.first(), SoftwareSide.SAMPLES.second());
        SoftwareSide software = new SoftwareSide();
        List<OffloadOperation> puts = new ArrayList<>();
        Map<Ufid, String> texts = new HashMap<>();
        for (CaseFlow flow : wanted.flows()) {
            try {
                Megaflow parsed = flow.toMegaflow();
                if (software.put(parsed)) {
                    texts.put(parsed.ufid(), flow.actions());
                    puts.add(new OffloadOperation.Put(parsed));
                }
            } catch (OdpParseException e) {
                throw new IllegalStateException("made a flow that Tandem does not read: " + flow, e);
            }
        }
        int installed = 0;
        List<String> refusals = new ArrayList<>();
        for (OffloadResult result : nic.apply(puts)) {
            if (result instanceof OffloadResult.Refused refused) {
                refusals.add(refused.refusal().code() + " "
                        + refused.refusal().subject().replaceAll("[(=].*", ""));
            } else {
                installed++;
            }
        }
        WireBurst burst = exchange(wanted.packets(), nic, flipEvery);
        List<String> faults = new ArrayList<>();
        Latencies latencies = new Latencies();
        int decided = 0;
        int copies = 0;
        for (int i = 0; i < burst.size(); i++) {
            if (burst.verdict(i) == Verdict.TO_HOST) {
                continue;
            }
            decided++;
            latencies.add(burst.lookups(i), burst.clocks(i));
            copies += burst.copies(i);
            List<Sent> byNic = new ArrayList<>();
            for (int copy = 0; copy < burst.copies(i); copy++) {
                byNic.add(new Sent(burst.outPort(i, copy), burst.outFrame(i, copy)));
            }
            List<Sent> bySoftware = software.send(wanted.packets().get(i));
            if (!byNic.equals(bySoftware)) {
                faults.add("packet %d, %d:%s%n#   the NIC sends  %s%n#   the software   %s"
                        .formatted(
                                i,
                                wanted.packets().get(i).port(),
                                wanted.packets().get(i).frame(),
                                byNic,
                                bySoftware));
            }
        }
        Map<Ufid, FlowStats> stats = software.stats();
        if (nic.failed()) {
            faults.add("the NIC failed: "
                    + nic.failure().map(DeviceException::getMessage).orElse(""));
        } else {
            counts(nic.flush(), stats, faults);
            meters(nic.meters(), software.meters(), faults);
        }
        return new NicRun(
                wanted,
                installed,
                refusals,
                decided,
                copies,
                burst.size() - decided,
                carried(texts, stats),
                latencies,
                faults);
    }

    /** All packets, or so many at a time with a bit that flips before each of those. */
    private static WireBurst exchange(List<CasePacket> packets, SimNicDevice nic, int flipEvery)
            throws DeviceException {
        WireBurst burst = new WireBurst();
        packets.forEach(packet -> burst.add(packet.port(), packet.frame().toArray()));
        if (flipEvery == 0) {
            nic.exchange(burst, System.nanoTime());
            return burst;
        }
        BitFlips flips = new BitFlips(nic, packets.size());
        for (int first = 0; first < packets.size() && !nic.failed(); first += flipEvery) {
            flips.one();
            nic.exchange(burst, first, Math.min(packets.size(), first + flipEvery), System.nanoTime());
        }
        return burst;
    }

    private static Map<String, Long> carried(Map<Ufid, String> texts, Map<Ufid, FlowStats> stats) {
        Map<String, Long> carried = new HashMap<>();
        texts.forEach((ufid, text) -> {
            long packets = stats.getOrDefault(ufid, FlowStats.ZERO).packets();
            KIND.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .distinct()
                    .forEach(kind -> carried.merge(kind, packets, Long::sum));
        });
        return carried;
    }

    /** A meter that the NIC has not got counted nothing there. */
    private static void meters(Map<Integer, MeterCounts> nic, Map<Integer, MeterCounts> software, List<String> faults) {
        software.forEach((id, counts) -> {
            MeterCounts found = nic.getOrDefault(id, new MeterCounts(0, 0, 0));
            if (!counts.equals(found)) {
                faults.add("meter %d counted %s, the software's %s".formatted(id, found, counts));
            }
        });
    }

    /** What each rule had counted when it was removed; a rule that is not in the NIC counted nothing there. */
    private static void counts(
            List<OffloadResult.Deleted> removed, Map<Ufid, FlowStats> software, List<String> faults) {
        Map<Ufid, RawCounters> read = new HashMap<>();
        removed.forEach(rule -> read.put(rule.ufid(), rule.last()));
        software.forEach((ufid, stats) -> {
            RawCounters found = read.getOrDefault(ufid, RawCounters.zero(Long.SIZE));
            long ones = -1L >>> Long.SIZE - found.width(); // counters wrap behind them
            if (found.packets() != (stats.packets() & ones) || found.bytes() != (stats.bytes() & ones)) {
                faults.add("flow %s counted %d packets of %d bytes, the software %d of %d"
                        .formatted(ufid, found.packets(), found.bytes(), stats.packets(), stats.bytes()));
            }
        });
    }
}
