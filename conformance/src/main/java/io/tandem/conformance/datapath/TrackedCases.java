package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Cases in which a conversation of a capture is tracked, who begins it at port 1 and who answers at port 2: a first
 * lookup that tracks, one by what is then known, and where the connection is committed or cleared there, a third.
 */
final class TrackedCases {
    private static final int PACKETS = 8;
    private static final int ZONES = 3;
    private static final List<String> STATES = List.of(
            "+trk+new-est-rel-inv",
            "+trk-new+est-rpl-rel-inv",
            "+trk-new+est+rpl-rel-inv",
            "+trk-new+rel-inv",
            "+trk+inv");
    private static final List<String> TRANSLATIONS = List.of("+trk+snat", "+trk-snat+dnat", "+trk-snat-dnat", "-trk");

    private final RandomGenerator random;
    private final boolean ipv6;
    private final String match;
    private final String zone;
    private final String marks;
    private final List<CaseFlow> flows = new ArrayList<>();

    private TrackedCases(RandomGenerator random, boolean ipv6) {
        this.random = random;
        this.ipv6 = ipv6;
        this.match = ipv6 ? "eth(),eth_type(0x86dd),ipv6(frag=no)" : "eth(),eth_type(0x0800),ipv4(frag=no)";
        int number = random.nextInt(ZONES);
        this.zone = number == 0 ? "" : "zone=" + number;
        this.marks = switch (random.nextInt(3)) {
            case 0 -> "mark=0x%x/0xff".formatted(random.nextInt(1, 256));
            case 1 -> "label=0x%x/0xf0f0".formatted(random.nextInt(1 << 16) & 0xf0f0);
            default -> "";
        };
    }

    /** A case of the frames; nothing where the one that is drawn belongs to no conversation. */
    static Optional<DatapathCase> make(String name, List<Bytes> frames, RandomGenerator random) {
        int first = random.nextInt(frames.size());
        Optional<CapturedFlow> flow = CapturedFlow.of(frames.get(first));
        if (flow.isEmpty()) {
            return Optional.empty();
        }
        TrackedCases made = new TrackedCases(random, flow.get().etherType() == EtherType.IPV6);
        made.addFlows();
        List<CasePacket> packets = new ArrayList<>();
        for (int i = first; i < frames.size() && packets.size() < PACKETS; i++) {
            Bytes frame = frames.get(i);
            Optional<CapturedFlow> other = CapturedFlow.of(frame);
            if (other.equals(flow)) {
                packets.add(new CasePacket(1, frame));
            } else if (other.isPresent() && other.get().reversed().equals(flow.get())) {
                packets.add(new CasePacket(2, frame));
            }
        }
        return Optional.of(new DatapathCase(name, EnumSet.allOf(Reference.class), List.of(), made.flows, "", packets));
    }

    private void addFlows() {
        switch (random.nextInt(6)) {
            case 0 -> {
                add(0, 1, "", ct() + ",recirc(1)");
                add(0, 2, "", ct() + ",recirc(1)");
            }
            case 1 -> {
                add(0, 1, "", ct("commit", marks) + ",recirc(1)");
                add(0, 2, "", ct() + ",recirc(1)");
            }
            case 2 -> {
                add(0, 1, "", ct("commit") + ",recirc(1)");
                add(0, 2, "", ct("force_commit", marks) + ",recirc(1)");
            }
            case 3 -> translated("src", "dst");
            case 4 -> translated("dst", "src");
            default -> {
                add(0, 1, "", "ct(commit,zone=7)," + ct() + ",recirc(1)");
                add(0, 2, "", "clone(ct(zone=7),recirc(2))," + ct() + ",recirc(1)");
            }
        }
        for (int port = 1; port <= 2; port++) {
            for (String state : STATES) {
                add(1, port, "ct_state(" + state + "),", known(state.contains("+new")));
            }
            for (int i = 0; i < TRANSLATIONS.size(); i++) {
                third(port, TRANSLATIONS.get(i), 2 + i);
            }
        }
    }

    /** Answers are sent to where the translation says, as the other host would. */
    private void translated(String changed, String answered) {
        String address = ipv6 ? "2001:db8:7::7" : "192.0.2.7";
        add(0, 1, "", ct("commit", "nat(%s=%s)".formatted(changed, address), marks) + ",recirc(1)");
        String set = "set(%s(%s=%s))".formatted(ipv6 ? "ipv6" : "ipv4", answered, address);
        add(0, 2, "", set + "," + ct("nat") + ",recirc(1)");
    }

    /** What is done with a packet whose state is known. */
    private String known(boolean isNew) {
        String ttl = "set(%s)".formatted(ipv6 ? "ipv6(hlimit=9)" : "ipv4(ttl=9)");
        int port = random.nextInt(2, Side.PORTS + 1);
        return switch (random.nextInt(isNew ? 7 : 4)) {
            case 0 -> Integer.toString(port);
            case 1 -> ttl + "," + port;
            case 2 -> "recirc(2)";
            case 3 -> port + ",ct_clear,recirc(2)";
            case 4 -> ct("commit", marks) + "," + port;
            default -> ct("commit", marks) + ",recirc(2)";
        };
    }

    /** The lookup by what was translated, which tells the mark apart where one was set. */
    private void third(int port, String state, int output) {
        String key = "ct_state(" + state + "),";
        if (marks.startsWith("mark") && state.startsWith("+trk")) {
            add(2, port, key + "ct_" + marks.replace("=", "(") + "),", Integer.toString(output));
            add(2, port, key + "ct_mark(0/0xff),", Integer.toString(output) + ",1");
        } else if (marks.startsWith("label") && state.startsWith("+trk")) {
            add(2, port, key + "ct_label(" + marks.substring("label=".length()) + "),", Integer.toString(output));
        } else {
            add(2, port, key, Integer.toString(output));
        }
    }

    private void add(int recirculation, int port, String known, String actions) {
        flows.add(new CaseFlow("recirc_id(%d),in_port(%d),%s%s".formatted(recirculation, port, known, match), actions));
    }

    private String ct(String... arguments) {
        List<String> words = new ArrayList<>();
        for (String word : arguments) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        if (!zone.isEmpty()) {
            words.add(Math.min(1, words.size()), zone);
        }
        return words.isEmpty() ? "ct" : "ct(" + String.join(",", words) + ")";
    }
}
