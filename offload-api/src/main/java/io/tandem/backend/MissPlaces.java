package io.tandem.backend;

/**
 * The places that a device's marks stand for. A packet that comes to the host with such a mark has been counted by the
 * rules that led there, so software goes on from the place and looks nothing up before it. Read by any thread, packet by
 * packet.
 */
@FunctionalInterface
public interface MissPlaces {
    /**
     * The first of the marks that stand for places; smaller ones stand for flows. NICs whose marks have 24 bits have all of
     * them. Source: drivers/common/mlx5/mlx5_prm.h, MLX5_FLOW_MARK_MAX: smaller than 0xfffff0.
     */
    int FIRST_MARK = 0xff_0000;

    /** How many marks there are. */
    int MARKS = 0xffe0;

    /** Of a device that gives back no packet that it has counted. */
    MissPlaces NONE = _ -> MissPlace.START;

    /**
     * The place of a mark, also some time after the device gave it up, for packets on their way; {@link MissPlace#START} of
     * one that stands for none. Allocates nothing.
     *
     * @param mark any number
     */
    MissPlace at(int mark);
}
