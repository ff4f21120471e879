package io.tandem.conformance.tcwords;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.text.DeviceNames;
import io.tandem.tc.text.TcCommandParser;
import io.tandem.tc.text.TcParseException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownFiltersTest {
    private static final String SHOWN = "[{\"parent\":\"ffff:\",\"kind\":\"flower\",\"chain\":0},"
            + "{\"options\":{\"keys\":{},\"actions\":[{\"kind\":\"gact\",\"index\":7}]}}]";

    @Test
    void leavesOutWhatTheKernelChose() throws TcParseException {
        TcFilter open = filter("action drop");
        assertEquals(
                ShownFilters.read(SHOWN, open),
                ShownFilters.read(SHOWN.replace("7", "8").replace("\"parent\":\"ffff:\",", ""), open));
        assertNotEquals(ShownFilters.read(SHOWN, open), ShownFilters.read(SHOWN.replace("gact", "vlan"), open));
        assertNotEquals(ShownFilters.read(SHOWN, open), ShownFilters.read(SHOWN.replace("ffff:", "1:"), open));
        TcFilter given = filter("action drop index 7");
        assertNotEquals(ShownFilters.read(SHOWN, given), ShownFilters.read(SHOWN.replace("7", "8"), given));
    }

    private static TcFilter filter(String actions) throws TcParseException {
        return new TcCommandParser(DeviceNames.of(Map.of("eth0", 1)))
                .parse("tc filter add dev eth0 ingress flower " + actions);
    }
}
