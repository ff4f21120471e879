package io.tandem.tc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages as cls_api, cls_flower and act_api write them: counters, times, what is shared, terse dumps. */
class KernelMessageTest {
    private static final byte[] COOKIE = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private final FilterDecoder decoder = new FilterDecoder();
    private final CounterReader counters = new CounterReader();

    @Test
    void readsCountersAndTimesOfTheFirstAction() throws TcDecodeException {
        byte[] message = filter(false, 1);
        ReadFilter read = decoder.read(message, 0, message.length).orElseThrow();
        assertEquals(new ActionStatistics(0x1_0000_0005L, 700, 6, 60, 2, 3), read.statistics());
        assertEquals(Optional.of(new ActionTimes(1_000_000_000L, 30_000_000L, 990_000_000L)), read.times());
        assertEquals(2, read.inHwCount());
        assertEquals(Set.of(FilterFlag.IN_HW), read.filter().flags());
        assertEquals(List.of(), read.unread());
        counters.read(message, 0, message.length);
        assertEquals(0x1_0000_0005L, counters.packets());
        assertEquals(700, counters.byteCount());
        assertEquals(6, counters.hardwarePackets());
        assertEquals(60, counters.hardwareBytes());
        assertEquals(2, counters.drops());
        assertEquals(3, counters.overlimits());
        assertEquals(30_000_000L, counters.lastUse());
        assertEquals(2, counters.inHwCount());
        assertEquals(0x0001020304050607L, counters.cookieHigh());
        assertEquals(0x08090a0b0c0d0e0fL, counters.cookieLow());
    }

    @Test
    void countsByTheFirstActionThatIsNotShared() throws TcDecodeException {
        byte[] message = filter(false, 7);
        ReadFilter read = decoder.read(message, 0, message.length).orElseThrow();
        assertEquals(9, read.statistics().packets());
        counters.read(message, 0, message.length);
        assertEquals(9, counters.packets());
        assertEquals(50_000_000L, counters.lastUse());
    }

    @Test
    void readsCountersOfTerseMessages() throws TcDecodeException {
        byte[] message = filter(true, 1);
        assertEquals(true, counters.read(message, 0, message.length));
        assertEquals(0x1_0000_0005L, counters.packets());
        assertEquals(-1, counters.lastUse());
        assertEquals(16, counters.cookieSize());
        TcDecodeException refused =
                assertThrows(TcDecodeException.class, () -> decoder.read(message, 0, message.length));
        assertEquals("action 1 attribute 2", refused.attribute());
    }

    @Test
    void passesOverPrioritiesAndOtherKinds() throws TcDecodeException {
        byte[] priority = header().put(TcNumbers.TCA_KIND, text("flower"))
                .putU32(TcNumbers.TCA_CHAIN, 0)
                .toBytes();
        assertEquals(Optional.empty(), decoder.read(priority, 0, priority.length));
        assertEquals(false, counters.read(priority, 0, priority.length));
        byte[] other = header().put(TcNumbers.TCA_KIND, text("matchall"))
                .flag(TcNumbers.TCA_OPTIONS)
                .toBytes();
        assertEquals(Optional.empty(), decoder.read(other, 0, other.length));
        assertEquals(false, counters.read(other, 0, other.length));
    }

    @Test
    void keepsUnknownAttributesVisible() throws TcDecodeException {
        int pppoe = 103;
        AttributeWriter out = header().put(TcNumbers.TCA_KIND, text("flower"));
        int options = out.start(TcNumbers.TCA_OPTIONS);
        out.putBe16(pppoe, 5).putU8(200, 1).end(options);
        byte[] message = out.toBytes();
        List<UnreadAttribute> unread =
                decoder.read(message, 0, message.length).orElseThrow().unread();
        assertEquals(
                List.of(200, pppoe), unread.stream().map(UnreadAttribute::type).toList());
    }

    @Test
    void writesDumpsAndDeletions() {
        FilterEncoder encoder = new FilterEncoder();
        AttachPoint block = new AttachPoint.Block(22);
        byte[] dump = encoder.dump(block, OptionalInt.of(0), true).toBytes();
        assertEquals(
                "tcmsg 00000000ffffffff000000001600000000000000\n/11 00000000\n/15 0100000001000000",
                AttributeTree.of(dump));
        assertEquals(
                "tcmsg 00000000ffffffff000000001600000000000700\n/11 05000000",
                AttributeTree.of(encoder.priority(block, 5, 7).toBytes()));
        assertEquals(
                "tcmsg 00000000ffffffff000000001600000000000000\n/11 00000000",
                AttributeTree.of(encoder.chain(block, 0).toBytes()));
    }

    /** Two gact actions of which the first has that many filters. */
    private static byte[] filter(boolean terse, int bindings) {
        AttributeWriter out = header().put(TcNumbers.TCA_KIND, text("flower")).putU32(TcNumbers.TCA_CHAIN, 0);
        int options = out.start(TcNumbers.TCA_OPTIONS);
        out.putU32(TcNumbers.TCA_FLOWER_FLAGS, FilterFlag.IN_HW.bit());
        int list = out.start(TcNumbers.TCA_FLOWER_ACT);
        int first = out.start(1);
        out.put(TcNumbers.TCA_ACT_KIND, text("gact"));
        int statistics = out.start(TcNumbers.TCA_ACT_STATS);
        basic(TcNumbers.TCA_STATS_BASIC, 5, 700, out);
        out.putU64(TcNumbers.TCA_STATS_PKT64, 0x1_0000_0005L);
        basic(TcNumbers.TCA_STATS_BASIC_HW, 6, 60, out);
        int queue = out.start(TcNumbers.TCA_STATS_QUEUE);
        out.appendU32(0).appendU32(0).appendU32(2).appendU32(0).appendU32(3).end(queue);
        out.end(statistics).put(TcNumbers.TCA_ACT_COOKIE, COOKIE);
        if (!terse) {
            gact(bindings, 100, 3, 99, out);
        }
        out.end(first);
        int second = out.start(2);
        out.put(TcNumbers.TCA_ACT_KIND, text("gact"));
        int others = out.start(TcNumbers.TCA_ACT_STATS);
        basic(TcNumbers.TCA_STATS_BASIC, 9, 900, out);
        out.end(others);
        if (!terse) {
            gact(1, 100, 5, 0, out);
        }
        out.end(second).end(list);
        return out.putU32(TcNumbers.TCA_FLOWER_IN_HW_COUNT, 2).end(options).toBytes();
    }

    private static void gact(int bindings, int install, int lastUse, int firstUse, AttributeWriter out) {
        int options = out.start(TcNumbers.TCA_ACT_OPTIONS | TcNumbers.NLA_F_NESTED);
        int parameters = out.start(TcNumbers.TCA_GACT_PARMS);
        out.appendU32(4)
                .appendU32(0)
                .appendU32(3)
                .appendU32(bindings)
                .appendU32(bindings)
                .end(parameters);
        int times = out.start(TcNumbers.TCA_GACT_TM);
        for (int time : new int[] {install, lastUse, 0, firstUse}) {
            out.appendU32(time).appendU32(0);
        }
        out.end(times).end(options);
    }

    private static void basic(int type, int packets, int bytes, AttributeWriter out) {
        int start = out.start(type);
        out.appendU32(bytes).appendU32(0).appendU32(packets).appendU32(0).end(start);
    }

    private static AttributeWriter header() {
        AttributeWriter out = new AttributeWriter();
        return out.appendU32(0).appendU32(3).appendU32(1).appendU32(0xfffffff2).appendU32(0x00010008);
    }

    private static byte[] text(String text) {
        return (text + '\0').getBytes(StandardCharsets.US_ASCII);
    }
}
