package io.tandem.rte.device;

import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.RteOutcome;

/**
 * Rules for flows, of either kind.
 *
 * @param translator makes them
 * @param ports have the queues that marked packets come to
 */
record RuleMaker(MegaflowTranslator translator, PortTable ports) {
    /** The rule that does all. */
    RteOutcome whole(Megaflow flow) {
        return translator.translate(flow);
    }

    /** The rule that marks packets for software. */
    RteOutcome marking(Megaflow flow, int mark) {
        return translator.mark(flow, mark, ports.queues((int) flow.key().get(FlowField.IN_PORT)));
    }
}
