package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.Optional;

/**
 * The attributes of police. Source: linux/pkt_cls.h, struct tc_police and TCA_POLICE_*; linux/pkt_sched.h, struct
 * tc_ratespec; net/sched/act_police.c; iproute2, tc/m_police.c and tc/tc_core.c for the table of transmission times, which
 * kernels since 3.8 want to have and don't use but to guess the link layer.
 */
final class PoliceFormat extends ActionFormat {
    /** Bytes of struct tc_police. */
    static final int POLICE = 56;

    /** Bytes of struct tc_ratespec. */
    static final int RATE_SPECIFICATION = 12;

    private static final int CONTROL = 4;
    private static final int BURST = 12;
    private static final int MTU = 16;
    private static final int RATE = 20;
    private static final int PEAK_RATE = RATE + RATE_SPECIFICATION;
    private static final int REFERENCES = 44;
    private static final int BINDINGS = 48;
    /** In struct tc_ratespec, its second word: cell_align below, mpu above. */
    private static final int MPU_WORD = 4;
    /** In struct tc_ratespec. */
    private static final int BYTES_A_SECOND = 8;

    private static final int TABLE = 256;
    private static final int LARGEST_PACKET = 2047;
    private static final int ETHERNET = 1;
    private static final int ATM = 2;
    private static final int ATM_PAYLOAD = 48;
    private static final int ATM_CELL = 53;
    private static final int LINK_LAYER_MASK = 0xf;
    private static final long MOST_32 = 0xffffffffL;
    private final PacketClock clock;

    PoliceFormat(PacketClock clock) {
        super("police", TcNumbers.TCA_POLICE_TBF, TcNumbers.TCA_POLICE_TM, TcNumbers.TCA_POLICE_PAD);
        this.clock = clock;
    }

    @Override
    int indexAt() {
        return 0;
    }

    @Override
    int controlAt() {
        return CONTROL;
    }

    @Override
    int referencesAt() {
        return REFERENCES;
    }

    @Override
    int bindingsAt() {
        return BINDINGS;
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        int start = out.start(TcNumbers.TCA_POLICE_TBF);
        out.appendU32(action.index()).appendU32(action.control().code()).appendU32(0);
        if (!(action.body() instanceof ActionBody.Police body)) {
            for (int at = BURST; at < POLICE; at += Integer.BYTES) {
                out.appendU32(0);
            }
            out.end(start);
            return;
        }
        int layer = body.linkLayer() == 0 ? ETHERNET : body.linkLayer() & LINK_LAYER_MASK;
        int cellLog = cellLog(body.mtu());
        out.appendU32(body.rate() == 0 ? 0 : (int) clock.ticks(body.rate(), body.burst()))
                .appendU32(body.mtu());
        rate(body.rate(), body.overhead(), layer, cellLog, out);
        rate(body.peakRate(), body.overhead(), layer, cellLog, out);
        out.appendU32(0).appendU32(0).appendU32(0).end(start);
        table(TcNumbers.TCA_POLICE_RATE, TcNumbers.TCA_POLICE_RATE64, body.rate(), layer, cellLog, out);
        table(TcNumbers.TCA_POLICE_PEAKRATE, TcNumbers.TCA_POLICE_PEAKRATE64, body.peakRate(), layer, cellLog, out);
        if (body.conform().isPresent() && !body.conform().get().equals(TcControl.PASS)) {
            out.putU32(TcNumbers.TCA_POLICE_RESULT, body.conform().get().code());
        }
        if (body.packetRate() != 0) {
            out.putU64(TcNumbers.TCA_POLICE_PKTRATE64, body.packetRate())
                    .putU64(TcNumbers.TCA_POLICE_PKTBURST64, clock.ticks(body.packetRate(), body.packetBurst()));
        }
    }

    @Override
    Optional<ActionBody> read(Level options) throws TcDecodeException {
        int type = TcNumbers.TCA_POLICE_TBF;
        options.need(type, POLICE);
        options.ignore(TcNumbers.TCA_POLICE_RATE);
        options.ignore(TcNumbers.TCA_POLICE_PEAKRATE);
        if (options.word(type, RATE + MPU_WORD) >>> Short.SIZE != 0) {
            return Optional.empty();
        }
        long rate = rate(options, RATE, TcNumbers.TCA_POLICE_RATE64);
        long peakRate = rate(options, PEAK_RATE, TcNumbers.TCA_POLICE_PEAKRATE64);
        long packetRate = options.has(TcNumbers.TCA_POLICE_PKTRATE64) ? options.u64(TcNumbers.TCA_POLICE_PKTRATE64) : 0;
        long packetTicks =
                options.has(TcNumbers.TCA_POLICE_PKTBURST64) ? options.u64(TcNumbers.TCA_POLICE_PKTBURST64) : 0;
        int mtu = options.word(type, MTU);
        if (rate == 0 && packetRate == 0 && mtu == 0 && options.word(type, indexAt()) != 0) {
            return Optional.of(new ActionBody.PoliceShared());
        }
        int first = options.word(type, RATE);
        return Optional.of(new ActionBody.Police(
                rate,
                clock.size(rate, Integer.toUnsignedLong(options.word(type, BURST))),
                mtu,
                peakRate,
                packetRate,
                clock.size(packetRate, packetTicks),
                first >>> Short.SIZE,
                first >>> Byte.SIZE & LINK_LAYER_MASK,
                options.has(TcNumbers.TCA_POLICE_RESULT)
                        ? Optional.of(new TcControl(options.u32(TcNumbers.TCA_POLICE_RESULT)))
                        : Optional.empty()));
    }

    private static void rate(long rate, int overhead, int layer, int cellLog, AttributeWriter out) {
        if (rate == 0) {
            out.appendU32(0).appendU32(0).appendU32(0);
            return;
        }
        int cellAlign = 0xffff;
        out.appendU32(cellLog | layer << Byte.SIZE | overhead << Short.SIZE)
                .appendU32(cellAlign)
                .appendU32((int) (Long.compareUnsigned(rate, MOST_32) > 0 ? MOST_32 : rate));
    }

    private static long rate(Level options, int at, int wide) throws TcDecodeException {
        return options.has(wide)
                ? options.u64(wide)
                : Integer.toUnsignedLong(options.word(TcNumbers.TCA_POLICE_TBF, at + BYTES_A_SECOND));
    }

    private void table(int type, int wide, long rate, int layer, int cellLog, AttributeWriter out) {
        if (rate == 0) {
            return;
        }
        int start = out.start(type);
        for (int cell = 1; cell <= TABLE; cell++) {
            int size = cell << cellLog;
            if (layer == ATM) {
                size = (size + ATM_PAYLOAD - 1) / ATM_PAYLOAD * ATM_CELL;
            }
            out.appendU32((int) clock.ticks(rate, Integer.toUnsignedLong(size)));
        }
        out.end(start);
        if (Long.compareUnsigned(rate, MOST_32) > 0) {
            out.putU64(wide, rate);
        }
    }

    private static int cellLog(int mtu) {
        int largest = mtu == 0 ? LARGEST_PACKET : mtu;
        int log = 0;
        while (largest >>> log > TABLE - 1) {
            log++;
        }
        return log;
    }
}
