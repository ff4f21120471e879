package io.tandem.rte.port;

import io.tandem.backend.MeterCounts;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.transport.RteAnswer;

/**
 * The calls of rte_mtr for the parts of a meter, all under its number: a profile, how much may pass; a policy, what becomes of
 * packets beyond; and the meter that has both. A part is ended after those that have it. One thread at a time. Source: rte_mtr.h.
 */
interface MeterCalls {
    RteAnswer<RteAnswer.Ok> addProfile(int port, int id, MeterRate rate);

    /** Green and yellow packets go on, red ones are dropped, as by the header's rte_mtr_policy_drop_red. */
    RteAnswer<RteAnswer.Ok> addPolicy(int port, int id);

    /** Makes a meter that rules may share. */
    RteAnswer<RteAnswer.Ok> create(int port, int id);

    /** Ends a meter that no rule names. */
    RteAnswer<RteAnswer.Ok> destroy(int port, int id);

    RteAnswer<RteAnswer.Ok> deletePolicy(int port, int id);

    RteAnswer<RteAnswer.Ok> deleteProfile(int port, int id);

    RteAnswer<MeterCounts> counts(int port, int id);
}
