package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.DeviceCapabilities.MaskSupport;
import io.tandem.backend.DeviceException;
import io.tandem.flow.FlowField;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.Register;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the NIC says of itself in its registers.
 *
 * @param ports ports, numbered from 1
 * @param tuples masks
 * @param buckets buckets of each tuple
 * @param ways slots of each bucket
 * @param edits entries of the edit table
 * @param headers entries of the header table
 * @param counterWidth bits of a counter
 * @param maxFrame longest frame in bytes
 * @param tcam entries whose rules have a mask each
 * @param tunnelOptions bytes of Geneve's options in a key
 * @param meters entries of the meter table, of which one is none
 * @param features what not every NIC does
 */
record NicCapabilities(
        int ports,
        int tuples,
        int buckets,
        int ways,
        int edits,
        int headers,
        int counterWidth,
        int maxFrame,
        int tcam,
        int tunnelOptions,
        int meters,
        NicFeatures features) {
    private static final Set<String> ACTIONS = Set.of(
            "output",
            "drop",
            "clone",
            "set(eth)",
            "set(ipv4)",
            "set(ipv6)",
            "set(arp)",
            "set(tcp)",
            "set(udp)",
            "set(icmp)",
            "set(icmpv6)",
            "set(mpls)",
            "dec_ttl",
            "push_vlan",
            "pop_vlan",
            "push_mpls",
            "pop_mpls",
            "tnl_push",
            "tnl_pop",
            "meter");

    /**
     * Begins a life of that number and reads what the NIC is.
     *
     * @param counterBits bits that its counters are to have at most
     */
    static NicCapabilities read(HarnessProcess harness, long generation, int counterBits) throws DeviceException {
        NicAnswers answer = new NicOperations()
                .write(Register.GENERATION, generation)
                .write(Register.COUNTER_WIDTH, counterBits)
                .read(Register.ID, 0)
                .read(Register.PORTS, 0)
                .read(Register.TUPLES, 0)
                .read(Register.BUCKETS, 0)
                .read(Register.WAYS, 0)
                .read(Register.EDITS, 0)
                .read(Register.HEADERS, 0)
                .read(Register.COUNTER_WIDTH, 0)
                .read(Register.MAX_FRAME, 0)
                .read(Register.TCAM, 0)
                .read(Register.TUNNEL_OPTIONS, 0)
                .read(Register.METERS, 0)
                .read(Register.FEATURES, 0)
                .run(harness);
        long id = answer.value(2);
        if (id != Register.ID_VALUE) {
            throw new DeviceException("the device's ID register reads 0x" + Long.toHexString(id) + ", expected 0x"
                    + Long.toHexString(Register.ID_VALUE) + "; build the NIC again: ./tandem build");
        }
        return new NicCapabilities(
                value(answer, 3),
                value(answer, 4),
                value(answer, 5),
                value(answer, 6),
                value(answer, 7),
                value(answer, 8),
                value(answer, 9),
                value(answer, 10),
                value(answer, 11),
                value(answer, 12),
                value(answer, 13),
                NicFeatures.of(answer.value(14)));
    }

    /** These tunnels, as far as their ports' numbers are none of the NIC's own. */
    NicTunnels checked(NicTunnels tunnels) throws DeviceException {
        for (int number : tunnels.numbers()) {
            if (number <= ports) {
                throw new DeviceException("tunnel port " + number + " is one of the NIC's own ports 1 to " + ports
                        + "; give the tunnel a number behind them");
            }
        }
        return tunnels;
    }

    private static int value(NicAnswers answer, int index) {
        return Math.toIntExact(answer.value(index));
    }

    /** Slots of a tuple. */
    int slotsPerTuple() {
        return buckets * ways;
    }

    /** Slots of all tuples; the first one of the TCAM has this number. */
    int tupleSlots() {
        return tuples * slotsPerTuple();
    }

    /** All slots. */
    int slots() {
        return tupleSlots() + tcam;
    }

    /** The tuple of a slot that is none of the TCAM. */
    int tupleOf(int slot) {
        return slot / slotsPerTuple();
    }

    DeviceCapabilities described(NicTunnels tunnels) {
        return new DeviceCapabilities(
                NicMatchTable.fields().stream()
                        .filter(features::matches)
                        .collect(Collectors.toMap(
                                f -> f, f -> f == FlowField.IN_PORT ? MaskSupport.EXACT : MaskSupport.ANY)),
                ACTIONS.stream()
                        .filter(action -> features.rewritesIpv6() || !action.equals("set(ipv6)"))
                        .collect(Collectors.toSet()),
                slots(),
                tuples + tcam,
                counterWidth,
                0,
                IntStream.concat(
                                IntStream.rangeClosed(1, ports),
                                tunnels.numbers().stream().mapToInt(Integer::intValue))
                        .boxed()
                        .collect(Collectors.toSet()));
    }
}
