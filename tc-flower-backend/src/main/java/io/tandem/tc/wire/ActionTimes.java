package io.tandem.tc.wire;

/**
 * How long ago something happened to an action, in nanoseconds, as exact as the 10 ms in which the kernel tells it.
 * Source: struct tcf_t; net/sched, tcf_tm_dump.
 *
 * @param install since it was made
 * @param lastUse since a packet met it last; as long as {@code install} where none has
 * @param firstUse since a packet met it first; 0 where none has
 */
public record ActionTimes(long install, long lastUse, long firstUse) {}
