package io.tandem.tc.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.FlowerValues;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.filter.TcFilterArbitraries;
import java.util.EnumMap;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What is printed is read as what it was, or says what it leaves out. */
class PrintedFilterTest {
    private static final DeviceNames DEVICES = DeviceNames.of(Map.of("eth0", 1, "eth1", 2, "if9", 10));
    private final TcCommandPrinter printer = new TcCommandPrinter(DEVICES);
    private final TcCommandParser parser = new TcCommandParser(DEVICES);

    @Provide
    Arbitrary<TcFilter> filters() {
        return TcFilterArbitraries.filters();
    }

    @Property(tries = 3_000)
    void readsWhatItPrints(@ForAll("filters") TcFilter filter) throws TcParseException {
        TcCommand printed = printer.print(filter);
        Statistics.label("said in full").collect(printed.isWhole()).coverage(coverage -> coverage.check(true)
                .percentage(share -> share > 20));
        if (printed.isWhole()) {
            assertEquals(asRequested(filter), parser.parse(printed.toString()), printed.toString());
        } else {
            assertFalse(says(printed, filter), printed.toString());
        }
    }

    /** True where the line alone gives the filter, so that there was nothing to say beside. */
    private boolean says(TcCommand printed, TcFilter filter) {
        try {
            return parser.parse(printed.line()).equals(asRequested(filter));
        } catch (TcParseException refusal) {
            return false;
        }
    }

    /** The same filter as tc sends it: the filter's protocol as EtherType, and no mask on a field that has none. */
    private static TcFilter asRequested(TcFilter filter) {
        EnumMap<FlowerKey, FlowerValue> values = new EnumMap<>(FlowerKey.class);
        values.putAll(filter.match().values());
        values.remove(FlowerKey.ETH_TYPE);
        if (filter.id().protocol() != FilterId.ALL) {
            values.put(
                    FlowerKey.ETH_TYPE,
                    FlowerValue.exact(FlowerKey.ETH_TYPE, filter.id().protocol()));
        }
        values.replaceAll((key, value) -> key.bytes() <= Long.BYTES && (value.maskNumber() & key.ones()) == key.ones()
                ? FlowerValue.of(key, value.number(), key.maskable() ? key.ones() : -1)
                : value);
        FlowerMatch match = filter.match();
        return new TcFilter(
                filter.id(),
                new FlowerMatch(
                        FlowerValues.of(values),
                        match.sourcePorts(),
                        match.destinationPorts(),
                        match.mpls(),
                        match.tunnelOptions(),
                        match.inDevice()),
                filter.flags(),
                filter.classId(),
                filter.actions());
    }
}
