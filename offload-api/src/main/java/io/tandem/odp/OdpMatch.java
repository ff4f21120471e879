package io.tandem.odp;

import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;

/**
 * The match of a flow as ODP text gives it.
 *
 * @param key values; bits outside the mask are zero
 * @param mask bits matched
 */
public record OdpMatch(FlowKey key, FlowMask mask) {
    public OdpMatch {
        key = key.masked(mask);
    }
}
