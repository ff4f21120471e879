package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CaseMeter;
import io.tandem.conformance.datapath.Side;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpParseException;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;

/**
 * The flows of a case as rules.
 *
 * @param refusal {@code CODE SUBJECT} of the first flow that cannot be one, or empty
 * @param flows the flows, in the case's order
 * @param rules a rule for each, where none is refused
 */
record CaseRules(String refusal, List<Megaflow> flows, List<TcRule> rules) {
    CaseRules {
        flows = List.copyOf(flows);
        rules = List.copyOf(rules);
    }

    /**
     * Translates a case.
     *
     * @param ifindexes ifindex of a port
     * @param firstMeter number of the police action that stands for the case's first meter; the others follow
     */
    static CaseRules of(DatapathCase wanted, IntUnaryOperator ifindexes, int firstMeter) throws OdpParseException {
        List<TcPort> ports = new ArrayList<>();
        for (int port = 1; port <= Side.PORTS; port++) {
            ports.add(TcPort.wire(port, ifindexes.applyAsInt(port), TcTaps.name(port)));
        }
        MegaflowTranslator translator = new MegaflowTranslator(
                TcCapabilities.LINUX_6_1, TcPorts.of(ports), new ChainNumbers(), meters(wanted, firstMeter));
        List<Megaflow> flows = new ArrayList<>();
        List<TcRule> rules = new ArrayList<>();
        for (CaseFlow flow : wanted.flows()) {
            Megaflow megaflow = flow.toMegaflow();
            flows.add(megaflow);
            switch (translator.translate(megaflow)) {
                case TcRule rule -> rules.add(rule);
                case TcOutcome.Refused(var refusal) -> {
                    return new CaseRules(refusal.code() + " " + kind(refusal.subject()), flows, List.of());
                }
            }
        }
        return new CaseRules("", flows, rules);
    }

    /** The name of the field or action, without its values. */
    private static String kind(String subject) {
        int end = subject.indexOf('(');
        int inner = subject.startsWith("set(") ? subject.indexOf('(', end + 1) : -1;
        return end < 0 ? subject : inner < 0 ? subject.substring(0, end) : subject.substring(0, inner) + ")";
    }

    private static TcMeters meters(DatapathCase wanted, int first) {
        return id -> {
            for (int i = 0; i < wanted.meters().size(); i++) {
                CaseMeter meter = wanted.meters().get(i);
                if (meter.id() == id) {
                    return OptionalInt.of(first + i);
                }
            }
            return OptionalInt.empty();
        };
    }
}
