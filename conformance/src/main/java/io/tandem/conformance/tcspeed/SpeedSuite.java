package io.tandem.conformance.tcspeed;

import io.tandem.conformance.guest.FlowerModules;
import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import io.tandem.conformance.guest.HostTool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Times rules into TC and out of it, all in one boot of the guest. */
public final class SpeedSuite {
    private static final List<String> MODULES = FlowerModules.and("openvswitch", "tun", "vxlan", "geneve");
    private static final Duration LIMIT_OF_A_ROUND = Duration.ofMinutes(10);

    private final Guest guest;

    public SpeedSuite(Guest guest) {
        this.guest = guest;
    }

    /**
     * Something that was timed.
     *
     * @param who tandem, tc or ovs
     * @param what insert, dump or flush
     * @param rules how many
     * @param masks over how many masks
     * @param nanos for all of them
     */
    public record Time(String who, String what, int rules, int masks, long nanos) {
        /** Rules a second. */
        public double rate() {
            return rules * 1e9 / nanos;
        }
    }

    /**
     * Times them.
     *
     * @param rules each number of rules
     * @param masks over each number of masks
     * @param rounds how often each, by turns
     * @param peer Open vSwitch too
     * @return a time for each round
     */
    public List<Time> run(List<Integer> rules, List<Integer> masks, int rounds, boolean peer)
            throws IOException, InterruptedException, GuestException {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(rounds), peer ? "ovs" : "alone"));
        for (int count : rules) {
            for (int each : masks) {
                arguments.add(Integer.toString(count));
                arguments.add(Integer.toString(each));
            }
        }
        GuestResult result = guest.run(GuestProgram.java(SpeedProgram.class, arguments.toArray(String[]::new))
                .withModules(MODULES)
                .withTools(HostTool.IP)
                .withLimit(LIMIT_OF_A_ROUND.multipliedBy(rounds)));
        if (result.status() != 0) {
            throw new IOException("the program in the guest ended with exit " + result.status() + ": "
                    + result.stdout().strip() + " " + result.stderr().strip());
        }
        List<Time> times = new ArrayList<>();
        for (String line : result.stdout().lines().toList()) {
            String[] columns = line.split("\t", -1);
            if (columns.length == 5) {
                times.add(new Time(
                        columns[0],
                        columns[1],
                        Integer.parseInt(columns[2]),
                        Integer.parseInt(columns[3]),
                        Long.parseLong(columns[4])));
            }
        }
        return times;
    }
}
