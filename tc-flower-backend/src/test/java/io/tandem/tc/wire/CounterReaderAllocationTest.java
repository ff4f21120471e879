package io.tandem.tc.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.filter.TcFilterArbitraries;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CounterReaderAllocationTest {
    private static final int MESSAGES = 200;
    private static final int WARM = 100;
    private static final int MEASURED = 50;
    private static final long MOST_PER_MESSAGE = 1;

    @Test
    void readsManyMessagesWithoutAllocating() throws TcDecodeException {
        FilterEncoder encoder = new FilterEncoder();
        List<TcFilter> filters =
                TcFilterArbitraries.filters().list().ofSize(MESSAGES).sample();
        byte[][] messages = new byte[MESSAGES][];
        for (int i = 0; i < MESSAGES; i++) {
            messages[i] = encoder.filter(filters.get(i)).toBytes();
        }
        CounterReader reader = new CounterReader();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        read(reader, messages, WARM);
        long before = threads.getCurrentThreadAllocatedBytes();
        read(reader, messages, MEASURED);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(
                allocated < MOST_PER_MESSAGE * MEASURED * MESSAGES,
                allocated + " bytes for " + MEASURED * MESSAGES + " messages");
    }

    private static void read(CounterReader reader, byte[][] messages, int rounds) throws TcDecodeException {
        for (int round = 0; round < rounds; round++) {
            for (byte[] message : messages) {
                assertTrue(reader.read(message, 0, message.length));
            }
        }
    }
}
