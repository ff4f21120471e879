package io.tandem.datapath.poll;

/**
 * A receive queue, who polls it and what that costs.
 *
 * @param port datapath port number
 * @param index its place among the port's receive queues
 * @param thread number of the packet thread
 * @param packets packets received so far
 * @param busyNanos time that they took so far, in nanoseconds
 */
public record QueueLoad(int port, int index, int thread, long packets, long busyNanos) {}
