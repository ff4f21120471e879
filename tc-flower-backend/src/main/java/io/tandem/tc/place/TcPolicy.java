package io.tandem.tc.place;

import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.TcControl;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Who shall hold the rules of a device, as Open vSwitch's {@code tc-policy} says.
 *
 * <p>A rule counts as offloaded where the policy's holder has it: hardware under {@link #NONE} and {@link #SKIP_SW}, the
 * kernel's software under {@link #SKIP_HW}.
 */
public enum TcPolicy {
    /** Hardware, and the kernel's software beside it; a rule that only software took is not offloaded. */
    NONE("none", Set.of(FilterFlag.VERBOSE), TcControl.PASS),
    /** Hardware alone. */
    SKIP_SW("skip_sw", Set.of(FilterFlag.SKIP_SW), TcControl.TRAP),
    /** The kernel's software alone. */
    SKIP_HW("skip_hw", Set.of(FilterFlag.SKIP_HW), TcControl.PASS);

    private final String word;
    private final Set<FilterFlag> flags;
    private final TcControl toHost;

    TcPolicy(String word, Set<FilterFlag> flags, TcControl toHost) {
        this.word = word;
        this.flags = flags;
        this.toHost = toHost;
    }

    /** The word of the configuration. */
    public String word() {
        return word;
    }

    /** The flags of each filter. */
    public Set<FilterFlag> flags() {
        return flags;
    }

    /** True where only hardware makes a rule offloaded. */
    public boolean wantsHardware() {
        return this != SKIP_HW;
    }

    /** What gives a packet to the host, where the policy's holder comes upon it. */
    public TcControl toHost() {
        return toHost;
    }

    /** The policy of that word. */
    public static Optional<TcPolicy> of(String word) {
        return Arrays.stream(values()).filter(p -> p.word.equals(word)).findFirst();
    }
}
