package io.tandem.rte.device;

import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.RteOutcome;
import io.tandem.rte.translate.RteTranslation;

/**
 * Rules for flows, of either kind.
 *
 * @param translator makes them
 * @param ports have the queues that marked packets come to
 * @param countless true where the driver counts nothing, and its rules must
 */
record RuleMaker(MegaflowTranslator translator, PortTable ports, boolean countless) {
    /** The rule that does all. */
    RteOutcome whole(Megaflow flow) {
        RteOutcome made = translator.translate(flow);
        return countless && made instanceof RteTranslation ? new RteOutcome.Refused(Refusals.UNCOUNTED) : made;
    }

    /** The rule that marks packets for software. */
    RteOutcome marking(Megaflow flow, int mark) {
        return translator.mark(flow, mark, ports.queues((int) flow.key().get(FlowField.IN_PORT)));
    }
}
