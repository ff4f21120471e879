package io.tandem.conformance.nic;

import io.tandem.conformance.datapath.DatapathCase.CaseMeter;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The meters of both sides. They get so little in the time of a set that no packet more passes, so that what passes does not
 * hang on either side's clock. Stateless.
 */
final class RandomMeters {
    private static final List<CaseMeter> METERS = List.of(
            new CaseMeter(1, CaseMeter.Unit.PKTPS, 1, 3),
            new CaseMeter(2, CaseMeter.Unit.PKTPS, 1, 20),
            new CaseMeter(7, CaseMeter.Unit.KBPS, 1, 24));

    /** Them as the setting of the NIC. */
    static final String SETTING = "1=pps:1:3,2=pps:1:20,7=kbps:1:24";

    /** Of a list of actions in four, one of them comes first. */
    static String before(String actions, SplittableRandom random) {
        return random.nextInt(4) == 0
                ? "meter(%d),%s"
                        .formatted(METERS.get(random.nextInt(METERS.size())).id(), actions)
                : actions;
    }

    /** Those of a set, for what prints it. */
    static List<CaseMeter> list() {
        return METERS;
    }

    /** Those of the software datapath, with full buckets. */
    static MeterTable table() {
        MeterTable table = new MeterTable();
        for (CaseMeter meter : METERS) {
            MeterUnit unit =
                    switch (meter.unit()) {
                        case PKTPS -> MeterUnit.PACKETS;
                        case KBPS -> MeterUnit.KILOBITS;
                    };
            table.set(meter.id(), new MeterConfig(unit, List.of(new MeterBand(meter.rate(), meter.burst()))), 0);
        }
        return table;
    }

    private RandomMeters() {}
}
