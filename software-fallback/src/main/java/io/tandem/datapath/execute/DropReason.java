package io.tandem.datapath.execute;

/** Why a packet was not sent anywhere. Every packet that leaves by no port is counted under one of these. */
public enum DropReason {
    /** Its flow has the drop action. */
    FLOW_DROP("drop action of its flow"),
    /** Its flow has no action at all. */
    NO_ACTION("its flow has no actions"),
    /** Its flow ends without an output. */
    NO_OUTPUT("the actions of its flow send it nowhere"),
    /** The NIC dropped it, as its rule says. */
    HARDWARE_DROP("drop action of its rule in hardware"),
    /** An output names a port that the datapath has not. */
    NO_SUCH_PORT("output to a port that does not exist"),
    /** Recirculated too often. */
    RECIRCULATION_LIMIT("recirculated too often"),
    /** An action needs a header that the packet has not. */
    TRUNCATED_HEADER("an action needs a header that is cut short"),
    /** A header that is to be pushed has no room. */
    NO_ROOM("no room for a pushed header"),
    /** Shorter than an Ethernet header. */
    RUNT("shorter than an Ethernet header"),
    /** Longer than a packet buffer. */
    TOO_LONG("longer than a packet buffer"),
    /** The slow path has no answer. */
    UPCALL_REFUSED("the slow path has no answer for it"),
    /** The slow path failed. */
    UPCALL_FAILED("the slow path failed"),
    /** The queue of upcalls of its port was full. */
    UPCALL_QUEUE_FULL("the upcall queue of its port is full"),
    /** Too many packets waited for an answer of the slow path already. */
    UPCALL_PENDING_FULL("too many packets wait for the slow path"),
    /** The slow path did not answer in time. */
    UPCALL_EXPIRED("the slow path did not answer in time"),
    /** It was waiting when the datapath was stopped. */
    DATAPATH_STOPPED("the datapath was stopped"),
    /** An error ended the packet thread that had it in hand. */
    THREAD_FAILED("an error ended its packet thread"),
    /** The datapath itself failed. */
    DATAPATH_FAILED("an error in the datapath");

    private final String sentence;

    DropReason(String sentence) {
        this.sentence = sentence;
    }

    /** What a person reads. */
    public String sentence() {
        return sentence;
    }
}
