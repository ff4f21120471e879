package io.tandem.conformance.tcpackets;

import io.tandem.backend.Translation.Fit;
import io.tandem.conformance.tcpackets.MatchCases.Batch;
import io.tandem.conformance.tcpackets.MatchCases.RuledFlow;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.odp.OdpKeyText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** How rules match the packets of their batches, beside their megaflows. */
public final class MatchReport {
    private static final int REQUEST = 1;
    private static final int REPLY = 2;

    private final List<String> wider = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int exact;
    private int narrower;
    private long asked;
    private long matches;
    private long left;
    private long unsoundMatched;
    private long unsoundLeft;

    /** True where each rule matches what it should. */
    public boolean allAsSaid() {
        return wider.isEmpty() && missed.isEmpty() && refused.isEmpty();
    }

    void refused(RuledFlow ruled, String words) {
        refused.add("the kernel refuses the rule: " + words + "\n" + text(ruled));
    }

    /** Puts a rule's matches beside its megaflow's; {@code matched} has the kernel's, by frame. */
    void add(Batch batch, int number, List<BitSet> matched) {
        RuledFlow ruled = batch.rules().get(number);
        boolean said = ruled.rule().fit() == Fit.EXACT;
        exact += said ? 1 : 0;
        narrower += said ? 0 : 1;
        for (int i = 0; i < matched.size(); i++) {
            Bytes frame = batch.frames().get(i);
            FlowKey key = MatchCases.key(frame.toArray());
            boolean wanted = ruled.flow().matches(key);
            boolean found = matched.get(i).get(number);
            asked++;
            matches += wanted && found ? 1 : 0;
            if (wanted != found && !SoundFrame.isSound(frame)) {
                unsoundMatched += found ? 1 : 0;
                unsoundLeft += wanted ? 1 : 0;
                continue;
            }
            if (found && !wanted) {
                wider.add("matches a packet that its megaflow does not\n" + text(ruled) + packet(frame, key));
            } else if (wanted && !found) {
                left++;
                if (ruled.rule().narrowedIn().stream().noneMatch(f -> isNarrowed(f, key, frame))) {
                    missed.add("does not match a packet of its megaflow\n" + text(ruled) + packet(frame, key));
                }
            }
        }
    }

    /** True where the packet is one of those that a rule narrowed in a field leaves out. */
    private static boolean isNarrowed(FlowField field, FlowKey key, Bytes frame) {
        return switch (field) {
            case VLAN_TPID, CVLAN_TPID -> key.get(field) != EtherType.VLAN_8021Q;
            case IPV6_FRAG -> !key.isZero(field) || hasFragmentHeader(frame.toArray());
            case ARP_OP -> key.get(field) != REQUEST && key.get(field) != REPLY;
            case MPLS_LABEL1, MPLS_TC1, MPLS_BOS1, MPLS_TTL1, MPLS_LABEL2, MPLS_TC2, MPLS_BOS2, MPLS_TTL2 ->
                key.isZero(field);
            default -> !key.isZero(field);
        };
    }

    private static boolean hasFragmentHeader(byte[] frame) {
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, 1, 0);
        HeaderPositions positions = new HeaderPositions();
        return positions.findNetwork(packet) && positions.findIpv6(packet) && positions.atomic;
    }

    private static String text(RuledFlow ruled) {
        return "  flow   %s%n  rule   %s protocol %04x %s %s%n"
                .formatted(
                        OdpKeyText.print(ruled.flow().key(), ruled.flow().mask()),
                        ruled.rule().fit(),
                        ruled.rule().protocol(),
                        ruled.rule().narrowedIn(),
                        ruled.rule().match());
    }

    private static String packet(Bytes frame, FlowKey key) {
        return "  key    %s%n  packet %s%n".formatted(key, frame);
    }

    /** Each fault in full, then how many there are of everything. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (List<String> faults : List.of(refused, wider, missed)) {
            faults.forEach(text::append);
        }
        text.append("%d rules said to be exact, %d narrower; %d packets asked about, %d matches, %d left to software%n"
                .formatted(exact, narrower, asked, matches, left));
        text.append("of broken headers, %d more were matched that the software reads otherwise, and %d were not%n"
                .formatted(unsoundMatched, unsoundLeft));
        text.append("%d wider, %d missed without being said, %d rules refused by the kernel%n"
                .formatted(wider.size(), missed.size(), refused.size()));
        return text.toString();
    }
}
