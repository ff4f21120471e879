package io.tandem.tc.translate;

import io.tandem.backend.Refusal;
import io.tandem.backend.Translation.Fit;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.tc.act.ActionTranslator;
import io.tandem.tc.act.RuleActions;
import io.tandem.tc.host.RecircChains;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.match.MatchTemplates;
import io.tandem.tc.match.MatchTranslator;
import io.tandem.tc.match.RuleMatch;
import io.tandem.translate.RefusedException;
import java.util.OptionalInt;

/**
 * Turns megaflows into flower rules: just as wide, or narrower and said to be, with actions that do the same; or says why
 * there is none. It asks nobody but what it was given, and keeps nothing but templates. Thread-safe where {@link RecircChains} is.
 */
public final class MegaflowTranslator {
    private final TcCapabilities capabilities;
    private final TcPorts ports;
    private final RecircChains chains;
    private final MatchTemplates matches;
    private final ActionTranslator actions;

    /** For one kernel and one datapath. */
    public MegaflowTranslator(TcCapabilities capabilities, TcPorts ports, RecircChains chains, TcMeters meters) {
        this.capabilities = capabilities;
        this.ports = ports;
        this.chains = chains;
        matches = new MatchTemplates(capabilities);
        actions = new ActionTranslator(capabilities, ports, chains, meters);
    }

    /** A rule, or the reason why there is none. */
    public TcOutcome translate(Megaflow flow) {
        try {
            return rule(flow);
        } catch (RefusedException e) {
            return new TcOutcome.Refused(e.refusal());
        }
    }

    private TcRule rule(Megaflow flow) throws RefusedException {
        TcPort port = port(flow);
        if (!flow.mask().isExact(FlowField.RECIRC_ID)) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK, "recirc_id", "a rule stands in one chain; match recirc_id exactly");
        }
        RuleMatch match = matches.translate(flow.key(), flow.mask(), port);
        RuleActions done = actions.translate(flow.actions(), match.facts());
        if (done.unfragmented()) {
            match = MatchTranslator.translate(flow.key(), flow.mask(), port, capabilities, true);
        }
        int id = (int) flow.key().get(FlowField.RECIRC_ID);
        OptionalInt chain = chains.chainOf(id);
        if (chain.isEmpty()) {
            throw new RefusedException(
                    Refusal.Code.CHAIN_PARENT,
                    "recirc_id(0x" + Integer.toHexString(id) + ")",
                    "all chains are taken by other recirculations");
        }
        return new TcRule(
                port.number(),
                chain.getAsInt(),
                match.protocol(),
                match.match(),
                done.actions(),
                match.narrowedIn().isEmpty() ? Fit.EXACT : Fit.NARROWER,
                match.narrowedIn(),
                done.chains());
    }

    private TcPort port(Megaflow flow) throws RefusedException {
        if (!flow.mask().isExact(FlowField.IN_PORT)) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK, "in_port", "a rule is for one device; match in_port exactly");
        }
        int number = (int) flow.key().get(FlowField.IN_PORT);
        return ports.find(number)
                .orElseThrow(() -> new RefusedException(
                        Refusal.Code.PORT_NOT_OFFLOADABLE,
                        "in_port(" + Integer.toUnsignedString(number) + ")",
                        "tc has no device for port " + Integer.toUnsignedString(number)));
    }
}
