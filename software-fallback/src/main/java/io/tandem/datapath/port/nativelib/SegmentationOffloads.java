package io.tandem.datapath.port.nativelib;

import java.util.ArrayList;
import java.util.List;

/**
 * Switches off, while a port is open, what makes an interface hand out frames that never were on a wire: GRO and LRO,
 * which join received frames, and TSO and GSO. A setting that may not be changed stays; then such frames are received
 * whole, and counted as too long where they are sent to an interface with a smaller MTU.
 *
 * <p>A process that dies leaves them off: {@code ethtool -K NAME gro on gso on tso on} brings them back.
 */
final class SegmentationOffloads {
    /** One setting: how to ask, how to change, and the bits that are switched off. */
    private record Setting(int ask, int change, int bits) {}

    /** What to put back. */
    private record Changed(int command, int value) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting(Uapi.ETHTOOL_GTSO, Uapi.ETHTOOL_STSO, 1),
            new Setting(Uapi.ETHTOOL_GGSO, Uapi.ETHTOOL_SGSO, 1),
            new Setting(Uapi.ETHTOOL_GGRO, Uapi.ETHTOOL_SGRO, 1),
            new Setting(Uapi.ETHTOOL_GFLAGS, Uapi.ETHTOOL_SFLAGS, Uapi.ETH_FLAG_LRO));

    private final List<Changed> changed = new ArrayList<>();

    /** Switches off what is on. */
    SegmentationOffloads(InterfaceControl control, String name) {
        for (Setting setting : SETTINGS) {
            int value = control.setting(name, setting.ask());
            if (value > 0
                    && (value & setting.bits()) != 0
                    && control.setting(name, setting.change(), value & ~setting.bits()) >= 0) {
                changed.addFirst(new Changed(setting.change(), value));
            }
        }
    }

    /** Puts everything back, if the interface is still there. */
    void restore(InterfaceControl control, String name) {
        for (Changed setting : changed) {
            control.setting(name, setting.command(), setting.value());
        }
        changed.clear();
    }
}
