package io.tandem.datapath.execute;

/**
 * Why a packet was not sent anywhere. Every packet that leaves by no port and is handed to nobody is counted under one
 * of these.
 */
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
    /** An output names a bond that the datapath has not. */
    NO_SUCH_BOND("output to a bond that does not exist"),
    /** Recirculated too often. */
    RECIRCULATION_LIMIT("recirculated too often"),
    /** An action needs a header that the packet has not. */
    TRUNCATED_HEADER("an action needs a header that is cut short"),
    /** An action needs a packet with, or without, an Ethernet header. */
    WRONG_PACKET_TYPE("an action is for packets that start with another header"),
    /** An output would send it by an Ethernet port without an Ethernet header. */
    NO_ETHERNET_HEADER("it has no Ethernet header and its port wants one"),
    /** What a Network Service Header carries is unknown. */
    UNKNOWN_NEXT_PROTOCOL("behind its Network Service Header is an unknown protocol"),
    /** A header that is to be pushed has no room. */
    NO_ROOM("no room for a pushed header"),
    /** A meter's rate is exceeded. */
    METER("the rate of its meter is exceeded"),
    /** Its time to live is used up. */
    TTL_EXPIRED("its time to live has expired"),
    /** Nobody took a packet that was to be handed to userspace. */
    USERSPACE_REFUSED("userspace does not take it"),
    /** A tunnel's header cannot be pushed. */
    TUNNEL_PUSH("the tunnel's header cannot be pushed"),
    /** A tunnel's header cannot be popped. */
    TUNNEL_POP("it is no packet of the tunnel"),
    /** A tnl_pop names a port that is no tunnel's. */
    NO_SUCH_TUNNEL("its tunnel has no port"),
    /** It goes to a tunnel without a tunnel key that the tunnel's header can hold. */
    TUNNEL_KEY("its tunnel key does not fit the tunnel"),
    /** It goes to a tunnel whose end no route leads to. */
    TUNNEL_ROUTE("no route leads to the tunnel's end"),
    /** It goes to a tunnel whose next hop is being asked for. */
    TUNNEL_NEIGHBOUR("the next hop of the tunnel is not known yet"),
    /** With the tunnel's headers it is longer than the underlay carries. */
    TUNNEL_TOO_LONG("too long for the tunnel's underlay"),
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
    DATAPATH_FAILED("an error in the datapath"),

    /** The slow path found no bridge. */
    BRIDGE_NOT_FOUND("drop action of its flow: bridge not found"),
    /** The slow path's tables resubmit too deep. */
    RECURSION_TOO_DEEP("drop action of its flow: recursion too deep"),
    /** The slow path's tables resubmit too often. */
    TOO_MANY_RESUBMITS("drop action of its flow: too many resubmits"),
    /** The slow path's stack is full. */
    STACK_TOO_DEEP("drop action of its flow: stack too deep"),
    /** The slow path does not know the recirculation. */
    NO_RECIRCULATION_CONTEXT("drop action of its flow: no recirculation context"),
    /** The slow path would recirculate for two purposes. */
    RECIRCULATION_CONFLICT("drop action of its flow: recirculation conflict"),
    /** The slow path would push more labels than a key has. */
    TOO_MANY_MPLS_LABELS("drop action of its flow: too many MPLS labels"),
    /** The slow path cannot encode the tunnel's metadata. */
    INVALID_TUNNEL_METADATA("drop action of its flow: invalid tunnel metadata"),
    /** The slow path does not know the packet's type. */
    UNSUPPORTED_PACKET_TYPE("drop action of its flow: unsupported packet type"),
    /** Explicit congestion notification asks for it. */
    CONGESTION("drop action of its flow: congestion"),
    /** Its port does not forward. */
    FORWARDING_DISABLED("drop action of its flow: forwarding disabled"),
    /** There is no route to the tunnel's end. */
    TUNNEL_ROUTING_FAILED("drop action of its flow: no route to the tunnel's end"),
    /** The tunnel's route leads out of a port without Ethernet. */
    TUNNEL_OUTPUT_NO_ETHERNET("drop action of its flow: the tunnel's route leaves by a port without Ethernet"),
    /** The tunnel's next hop is not resolved yet. */
    TUNNEL_NEIGHBOUR_UNKNOWN("drop action of its flow: the tunnel's next hop is not resolved"),
    /** The tunnel's header cannot be built. */
    TUNNEL_HEADER_FAILED("drop action of its flow: the tunnel's header cannot be built");

    /** By number of enum xlate_error, as the drop action carries it. Source: Open vSwitch, linux/openvswitch.h. */
    private static final DropReason[] BY_TRANSLATION = {
        FLOW_DROP,
        BRIDGE_NOT_FOUND,
        RECURSION_TOO_DEEP,
        TOO_MANY_RESUBMITS,
        STACK_TOO_DEEP,
        NO_RECIRCULATION_CONTEXT,
        RECIRCULATION_CONFLICT,
        TOO_MANY_MPLS_LABELS,
        INVALID_TUNNEL_METADATA,
        UNSUPPORTED_PACKET_TYPE,
        CONGESTION,
        FORWARDING_DISABLED,
        TUNNEL_ROUTING_FAILED,
        TUNNEL_OUTPUT_NO_ETHERNET,
        TUNNEL_NEIGHBOUR_UNKNOWN,
        TUNNEL_HEADER_FAILED
    };

    private final String sentence;

    DropReason(String sentence) {
        this.sentence = sentence;
    }

    /** What a person reads. */
    public String sentence() {
        return sentence;
    }

    /** The reason that a drop action's number stands for; {@link #FLOW_DROP} for a number that stands for none. */
    static DropReason ofTranslation(int number) {
        return number >= 0 && number < BY_TRANSLATION.length ? BY_TRANSLATION[number] : FLOW_DROP;
    }
}
