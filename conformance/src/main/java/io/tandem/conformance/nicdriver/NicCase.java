package io.tandem.conformance.nicdriver;

import io.tandem.action.OdpAction;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.Outcome.Count;
import io.tandem.conformance.datapath.TandemSide;
import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpParseException;
import io.tandem.stats.RawCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One case of packets, with those of its flows in the NIC that a device over its driver gets there. A flow that opens a tunnel
 * has no rule where the host's stack does that, and its driver has the NIC do it; then nothing counts for the flow.
 *
 * @param wanted the case
 * @param unread why its flows were not read; empty where they were
 * @param refusals of each flow that the NIC does not hold, why
 * @param installed flows that it holds
 * @param decided packets that it decided about
 * @param toHost packets that it gave to the host
 * @param faults what is otherwise than the software datapath has it
 */
public record NicCase(
        DatapathCase wanted,
        String unread,
        List<OffloadResult.Refused> refusals,
        int installed,
        int decided,
        int toHost,
        List<String> faults) {
    public NicCase {
        refusals = List.copyOf(refusals);
        faults = List.copyOf(faults);
    }

    /** Carries a case out on an empty device. */
    public static NicCase run(DatapathCase wanted, SimNicDevice nic, OffloadDevice driven) throws DeviceException {
        Run run = new Run(wanted, nic, driven);
        try {
            for (CaseFlow flow : wanted.flows()) {
                run.flows.add(flow.toMegaflow());
            }
        } catch (OdpParseException e) {
            return new NicCase(wanted, String.valueOf(e.getMessage()), List.of(), 0, 0, 0, List.of());
        }
        run.run();
        return new NicCase(
                wanted,
                "",
                run.refusals,
                run.held.size(),
                run.decided.size(),
                wanted.packets().size() - run.decided.size(),
                run.faults);
    }

    private static final class Run {
        private final DatapathCase wanted;
        private final SimNicDevice nic;
        private final OffloadDevice driven;
        private final List<Megaflow> flows = new ArrayList<>();
        private final List<OffloadResult.Refused> refusals = new ArrayList<>();
        private final Set<Ufid> held = new HashSet<>();
        private final List<Integer> decided = new ArrayList<>();
        private final Outcome.Builder sent = new Outcome.Builder();
        private final List<String> faults = new ArrayList<>();

        private Run(DatapathCase wanted, SimNicDevice nic, OffloadDevice driven) {
            this.wanted = wanted;
            this.nic = nic;
            this.driven = driven;
        }

        private void run() throws DeviceException {
            install();
            send();
            Map<Ufid, RawCounters> read = read();
            Map<Ufid, RawCounters> last = remove();
            compare(read, last);
        }

        private void install() throws DeviceException {
            List<OffloadOperation> puts = flows.stream()
                    .<OffloadOperation>map(OffloadOperation.Put::new)
                    .toList();
            for (OffloadResult result : driven.apply(puts)) {
                switch (result) {
                    case OffloadResult.Installed installed -> held.add(installed.ufid());
                    case OffloadResult.Refused refused -> refusals.add(refused);
                    case OffloadResult.Modified modified -> held.add(modified.ufid());
                    case OffloadResult.Deleted deleted -> faults.add("a put deleted " + deleted.ufid());
                    case OffloadResult.NotFound missing -> faults.add("a put found no " + missing.ufid());
                }
            }
        }

        private void send() {
            WireBurst burst = new WireBurst();
            for (CasePacket packet : wanted.packets()) {
                burst.add(packet.port(), packet.frame().toArray());
            }
            nic.exchange(burst, System.nanoTime());
            for (int i = 0; i < burst.size(); i++) {
                if (burst.verdict(i) != Verdict.TO_HOST) {
                    decided.add(i);
                }
                for (int copy = 0; copy < burst.copies(i); copy++) {
                    sent.sent(burst.outPort(i, copy), burst.outFrame(i, copy));
                }
            }
        }

        private Map<Ufid, RawCounters> read() throws DeviceException {
            Map<Ufid, RawCounters> counted = new HashMap<>();
            List<RuleSnapshot> rules = new ArrayList<>();
            driven.dump(held, rules::add);
            for (RuleSnapshot rule : rules) {
                counted.put(rule.ufid(), rule.counters());
                if (!(rule.readback() instanceof Readback.Same)) {
                    faults.add("flow " + rule.ufid() + " is read back as " + rule.readback());
                }
            }
            return counted;
        }

        private Map<Ufid, RawCounters> remove() throws DeviceException {
            List<OffloadOperation> deletes = held.stream()
                    .<OffloadOperation>map(OffloadOperation.Delete::new)
                    .toList();
            Map<Ufid, RawCounters> last = new LinkedHashMap<>();
            for (OffloadResult result : driven.apply(deletes)) {
                if (result instanceof OffloadResult.Deleted(Ufid ufid, RawCounters counters)) {
                    last.put(ufid, counters);
                } else {
                    faults.add("a delete answers " + result);
                }
            }
            return last;
        }

        /** The NIC's packets as the software has them alone, and all packets as the software has them. */
        private void compare(Map<Ufid, RawCounters> read, Map<Ufid, RawCounters> last) {
            Optional<Outcome.Carried> byNic = software(true);
            Optional<Outcome.Carried> byHost = software(false);
            Optional<Outcome.Carried> byAll = carried(wanted);
            if (byNic.isEmpty() || byHost.isEmpty() || byAll.isEmpty()) {
                return;
            }
            Outcome.Carried found = sent.build();
            if (!found.sent().equals(byNic.get().sent())) {
                faults.add("sent " + found.sent() + ", the software sends "
                        + byNic.get().sent());
            }
            for (int i = 0; i < flows.size(); i++) {
                if (openedByDriver(flows.get(i))) {
                    continue;
                }
                count(i, read, last, byNic.get().counts().get(i));
                conserve(
                        i,
                        last,
                        byHost.get().counts().get(i),
                        byAll.get().counts().get(i));
            }
        }

        private boolean openedByDriver(Megaflow flow) {
            return !held.contains(flow.ufid()) && flow.actions().stream().anyMatch(OdpAction.TnlPop.class::isInstance);
        }

        private void count(int flow, Map<Ufid, RawCounters> read, Map<Ufid, RawCounters> last, Count software) {
            Ufid ufid = flows.get(flow).ufid();
            if (!held.contains(ufid)) {
                if (software.packets() != 0) {
                    faults.add("flow %d is not in the NIC, which decided about %d of its packets"
                            .formatted(flow, software.packets()));
                }
                return;
            }
            if (!software.equals(counted(read, ufid)) || !software.equals(counted(last, ufid))) {
                faults.add("flow %d counted %s, at last %s; the software %s"
                        .formatted(flow, counted(read, ufid), counted(last, ufid), software));
            }
        }

        private void conserve(int flow, Map<Ufid, RawCounters> last, Count byHost, Count byAll) {
            Count nicCount = counted(last, flows.get(flow).ufid());
            Count sum = new Count(nicCount.packets() + byHost.packets(), nicCount.bytes() + byHost.bytes());
            if (!sum.equals(byAll)) {
                faults.add("flow %d: NIC and host counted %s, the software alone %s".formatted(flow, sum, byAll));
            }
        }

        private static Count counted(Map<Ufid, RawCounters> counters, Ufid ufid) {
            RawCounters of = counters.getOrDefault(ufid, RawCounters.zero(Long.SIZE));
            return new Count(of.packets(), of.bytes());
        }

        private Optional<Outcome.Carried> software(boolean nicsPackets) {
            List<CasePacket> packets = new ArrayList<>();
            for (int i = 0; i < wanted.packets().size(); i++) {
                if (decided.contains(i) == nicsPackets) {
                    packets.add(wanted.packets().get(i));
                }
            }
            return carried(new DatapathCase(
                    wanted.name(), wanted.references(), wanted.meters(), wanted.flows(), wanted.openflow(), packets));
        }

        private Optional<Outcome.Carried> carried(DatapathCase some) {
            return new TandemSide(new TunnelScene(nic.ports()))
                                    .run(List.of(some))
                                    .getFirst()
                            instanceof Outcome.Carried carried
                    ? Optional.of(carried)
                    : Optional.empty();
        }
    }
}
