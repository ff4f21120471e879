package io.tandem.tc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcActionArbitraries;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.filter.TcFilterArbitraries;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Filters written and read again; bytes that nobody wrote. */
class FilterRoundTripTest {
    private static final FilterId ID = new FilterId(new AttachPoint.Ingress(3), 0, 1, 0x0800, 1);
    private final FilterEncoder encoder = new FilterEncoder();
    private final FilterDecoder decoder = new FilterDecoder();
    private final CounterReader counters = new CounterReader();

    @Provide
    Arbitrary<TcFilter> filters() {
        return TcFilterArbitraries.filters();
    }

    @Provide
    Arbitrary<TcAction> actions() {
        return TcActionArbitraries.actions();
    }

    @Property
    void readsWhatItWrote(@ForAll("filters") TcFilter filter) throws TcDecodeException {
        byte[] bytes = encoder.filter(filter).toBytes();
        ReadFilter read = decoder.read(bytes, 0, bytes.length).orElseThrow();
        assertEquals(filter, read.filter());
        assertEquals(List.of(), read.unread());
    }

    @Property
    void countersTellTheSameFilter(@ForAll("filters") TcFilter filter) throws TcDecodeException {
        byte[] bytes = encoder.filter(filter).toBytes();
        assertEquals(true, counters.read(bytes, 0, bytes.length));
        FilterId id = filter.id();
        assertEquals(id.attach().ifindex(), counters.ifindex());
        assertEquals(id.attach().parent(), counters.parent());
        assertEquals(id.chain(), counters.chain());
        assertEquals(id.priority(), counters.priority());
        assertEquals(id.protocol(), counters.protocol());
        assertEquals(id.handle(), counters.handle());
        int flags = filter.flags().stream().mapToInt(FilterFlag::bit).sum();
        assertEquals(flags, counters.flags());
        Bytes cookie = filter.actions().stream()
                .map(TcAction::cookie)
                .filter(bytesOf -> !bytesOf.isEmpty())
                .findFirst()
                .orElse(Bytes.NONE);
        assertEquals(cookie.size(), counters.cookieSize());
        for (int i = 0; i < cookie.size(); i++) {
            long half = i < 8 ? counters.cookieHigh() : counters.cookieLow();
            assertEquals(cookie.at(i), half >>> (7 - i % 8) * 8 & 0xff);
        }
    }

    @Property
    void readsSharedActions(@ForAll("actions") TcAction action) throws TcDecodeException {
        byte[] bytes = new SharedActionEncoder().add(List.of(action)).toBytes();
        SharedActionDecoder.ReadActions read = new SharedActionDecoder().read(bytes, 0, bytes.length);
        assertEquals(
                List.of(action), read.actions().stream().map(ReadAction::action).toList());
    }

    @Property
    void changedBytesAreReadOrRefused(@ForAll("filters") TcFilter filter, @ForAll Random random) {
        byte[] bytes = encoder.filter(filter).toBytes();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(8) : random.nextInt());
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
        try {
            decoder.read(bytes, 0, length);
        } catch (TcDecodeException e) {
            assertEquals(true, e.offset() <= length, e.getMessage());
        }
        try {
            counters.read(bytes, 0, length);
        } catch (TcDecodeException e) {
            assertEquals(true, e.offset() <= length, e.getMessage());
        }
    }

    @Test
    void refusesMaskWhereFlowerTakesNone() {
        FlowerMatch match = FlowerMatch.of(Map.of(FlowerKey.VLAN_ID, FlowerValue.of(FlowerKey.VLAN_ID, 5, 0xff)));
        assertThrows(IllegalArgumentException.class, () -> encoder.filter(TcFilter.of(ID, match, Set.of(), List.of())));
    }

    @Test
    void flagsOfTheKernelAreNotSent() throws TcDecodeException {
        byte[] bytes = encoder.filter(
                        TcFilter.of(ID, FlowerMatch.ALL, Set.of(FilterFlag.IN_HW, FilterFlag.SKIP_SW), List.of()))
                .toBytes();
        assertEquals(
                Set.of(FilterFlag.SKIP_SW),
                decoder.read(bytes, 0, bytes.length).orElseThrow().filter().flags());
    }

    @Test
    void keepsAnUnknownKindVisible() throws TcDecodeException {
        TcAction action = TcAction.of(new ActionBody.Opaque("gate", Bytes.of((byte) 1, (byte) 2)), TcControl.PIPE);
        byte[] bytes = encoder.filter(TcFilter.of(ID, FlowerMatch.ALL, Set.of(), List.of(action)))
                .toBytes();
        assertEquals(
                List.of(action),
                decoder.read(bytes, 0, bytes.length).orElseThrow().filter().actions());
    }
}
