package io.tandem.rte.transport;

/**
 * The name of a rule between its creation and its end.
 *
 * @param value the transport's own: an address, or a number; means something to who gave it only
 */
public record FlowHandle(long value) {}
