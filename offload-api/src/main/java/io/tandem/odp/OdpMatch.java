package io.tandem.odp;

import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;

/**
 * The match of a flow as ODP text gives it.
 *
 * @param key values as written, also in bits that the mask leaves wild
 * @param mask bits matched
 */
public record OdpMatch(FlowKey key, FlowMask mask) {}
