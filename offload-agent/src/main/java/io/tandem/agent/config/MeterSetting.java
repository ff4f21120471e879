package io.tandem.agent.config;

import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import java.util.List;

/**
 * A meter in a configuration.
 *
 * @param id as the meter action names it
 */
public record MeterSetting(int id, MeterConfig config) {
    private static final long MOST = 0xffff_ffffL;

    /** What bands count, by the words of the file. */
    private enum Unit {
        PPS(MeterUnit.PACKETS),
        KBPS(MeterUnit.KILOBITS);

        private final MeterUnit unit;

        Unit(MeterUnit unit) {
            this.unit = unit;
        }
    }

    static MeterSetting read(ConfigSection section) throws ConfigException {
        int id = (int) section.number("id", 0, MeterTable.MOST - 1);
        MeterUnit unit = section.choice("unit", Unit.class).unit;
        List<MeterBand> bands = section.list("bands", MeterSetting::band);
        if (bands.isEmpty() || bands.size() > MeterConfig.MOST_BANDS) {
            throw section.wrong("bands", "a list of 1 to " + MeterConfig.MOST_BANDS + " bands");
        }
        return new MeterSetting(id, new MeterConfig(unit, bands));
    }

    private static MeterBand band(ConfigSection section) throws ConfigException {
        return new MeterBand(section.number("rate", 1, MOST), section.number("burst", 0, MOST, 0));
    }
}
