package io.tandem.validate;

import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;

/** What a kernel datapath answers to a flow. */
public sealed interface KernelVerdict {
    /**
     * It takes the flow.
     *
     * @param key the flow's key as given, also in bits that the mask leaves wild
     * @param mask the bits that the kernel matches, which may be more than were given
     */
    record Accepted(FlowKey key, FlowMask mask) implements KernelVerdict {}

    /**
     * It refuses the flow.
     *
     * @param errno with this error
     * @param subject the attribute or action that it is about, in the words of ODP text
     * @param sentence which rule is broken
     */
    record Refused(Errno errno, String subject, String sentence) implements KernelVerdict {}
}
