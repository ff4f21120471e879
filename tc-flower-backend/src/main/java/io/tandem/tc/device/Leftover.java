package io.tandem.tc.device;

import io.tandem.flow.Ufid;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.held.TcCounters;

/**
 * A rule that an earlier life of this process left in the kernel, and that no flow has claimed yet.
 *
 * @param filter as it was read
 * @param before what it had counted when it was found
 * @param foundAt on the datapath's clock, in nanoseconds
 */
record Leftover(Ufid ufid, TcFilter filter, TcCounters before, long foundAt) {}
