package io.tandem.backend;

/** What a device would make of a flow: a rule, one that only marks its packets, or the reason why there can be none. */
public sealed interface Explanation permits Translation, Marking, Refusal {}
