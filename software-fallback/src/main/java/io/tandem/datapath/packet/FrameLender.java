package io.tandem.datapath.packet;

/**
 * A receive queue whose packets lie in its own memory. A frame stays there, and may be changed there, until the queue is
 * asked for more, or is closed; then the queue takes the memory back, unless it was handed on.
 */
public interface FrameLender {
    /**
     * Says that a port has taken over the memory of a frame, with the frame: it is not to be taken back. The packet that had
     * it must not be looked at any more. Called by the thread that received the frame, once.
     *
     * @param place the frame's, as the packet was told
     */
    void handedOn(int place);
}
