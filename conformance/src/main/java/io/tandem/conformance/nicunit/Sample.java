package io.tandem.conformance.nicunit;

import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.nic.RuleSets;
import io.tandem.conformance.nic.Sent;
import io.tandem.conformance.nic.SoftwareSide;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * A random packet, the random flow that it matches, and what the software makes of it.
 *
 * @param frame as it comes in
 * @param key what the software finds in it
 * @param flow what it matches
 * @param actions of that flow, in ODP text
 * @param sent what leaves
 */
record Sample(byte[] frame, FlowKey key, Megaflow flow, String actions, List<Sent> sent) {
    private static final int PACKETS_OF_A_SET = 400;

    /** At least so many; those of a seed are always the same. */
    static List<Sample> make(RuleSets from, long seed, int count) {
        List<Sample> samples = new ArrayList<>();
        for (int number = 0; samples.size() < count; number++) {
            add(from.make(seed, number, PACKETS_OF_A_SET), samples);
        }
        return samples;
    }

    private static void add(DatapathCase set, List<Sample> samples) {
        SoftwareSide software = new SoftwareSide();
        List<Megaflow> flows = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (CaseFlow flow : set.flows()) {
            try {
                Megaflow parsed = flow.toMegaflow();
                if (software.put(parsed)) {
                    flows.add(parsed);
                    texts.add(flow.actions());
                }
            } catch (OdpParseException e) {
                throw new IllegalStateException("made a flow that Tandem does not read: " + flow, e);
            }
        }
        for (CasePacket packet : set.packets()) {
            FlowKey key = key(packet);
            for (int i = 0; i < flows.size(); i++) {
                if (flows.get(i).key().matches(key, flows.get(i).mask())) {
                    samples.add(new Sample(
                            packet.frame().toArray(), key, flows.get(i), texts.get(i), software.send(packet)));
                    break;
                }
            }
        }
    }

    private static FlowKey key(CasePacket from) {
        byte[] frame = from.frame().toArray();
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, from.port(), 0);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }
}
