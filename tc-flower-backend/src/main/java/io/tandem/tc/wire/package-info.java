/**
 * The messages of rtnetlink's traffic control as bytes, both ways: filters of flower, chains, shared actions, counters.
 * Source: linux/rtnetlink.h, linux/pkt_cls.h, linux/gen_stats.h, linux/tc_act/*.h.
 */
@NullMarked
package io.tandem.tc.wire;

import org.jspecify.annotations.NullMarked;
