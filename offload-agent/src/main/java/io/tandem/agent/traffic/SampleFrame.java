package io.tandem.agent.traffic;

/**
 * One frame that arrives at a port.
 *
 * @param port datapath port number
 * @param nanos when it arrives, in nanoseconds since the traffic began
 * @param bytes the whole Ethernet frame without FCS; owned by the receiver
 */
public record SampleFrame(int port, long nanos, byte[] bytes) {}
