package io.tandem.agent.engine;

import io.tandem.backend.MeterCounts;
import io.tandem.datapath.meter.Meter;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterStats;
import io.tandem.datapath.meter.MeterTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A meter at one moment. Software and each device have a bucket of their own for it, so that each counts for itself.
 *
 * @param id as the meter action names it
 * @param config what it is asked to do
 * @param software what it has counted of the packets of the software datapath
 * @param devices what each device that has it and counts it by itself has counted, as of the last dump, by the device's name
 */
public record MeterView(int id, MeterConfig config, MeterStats software, Map<String, MeterCounts> devices) {
    public MeterView {
        devices = Map.copyOf(devices);
    }

    /** Those of a datapath, in the order of their ids. */
    static List<MeterView> of(MeterTable table, OffloadEngine engine) {
        List<MeterView> views = new ArrayList<>();
        for (Map.Entry<Integer, Meter> entry : new TreeMap<>(table.all()).entrySet()) {
            Map<String, MeterCounts> devices = new TreeMap<>();
            MeterCounts counts = engine.meters().get(entry.getKey());
            if (counts != null) {
                engine.device().ifPresent(device -> devices.put(device.name(), counts));
            }
            Meter meter = entry.getValue();
            views.add(new MeterView(entry.getKey(), meter.config(), meter.stats(), devices));
        }
        return List.copyOf(views);
    }
}
