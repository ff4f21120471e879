package io.tandem.rte.port;

import io.tandem.backend.MeterCounts;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.HashMap;
import java.util.Map;

/**
 * Meters of DPDK ports, each with its profile and its policy under one number. Packets beyond the rate are dropped. A port's
 * meters are of one device at a time, so that what has a number before it is given out again is left from a session that could
 * not end it: a meter stays where a rule that names it stays, as after a flush that failed. One thread at a time.
 */
final class EthMeters {
    private final MeterCalls calls;
    /** Each with the life of its port that it was made in. */
    private final Map<Meter, Long> meters = new HashMap<>();

    private record Meter(int port, int id) {}

    EthMeters(MeterCalls calls) {
        this.calls = calls;
    }

    /** Makes a meter. What is left under its number is ended before; where that can't be, the refusal says so. */
    RteAnswer<RteAnswer.Ok> add(int port, int id, MeterRate rate) {
        RteAnswer<RteAnswer.Ok> made = make(port, id, rate);
        if (made instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error) && error.errno() == RteError.EEXIST) {
            RteAnswer<RteAnswer.Ok> ended = end(port, id);
            made = make(port, id, rate);
            if (made instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError still) && still.errno() == RteError.EEXIST) {
                return RteAnswer.refused(left(id, still, ended));
            }
        }
        if (made instanceof RteAnswer.Done<RteAnswer.Ok>) {
            meters.put(new Meter(port, id), AttachedPorts.life(port));
        }
        return made;
    }

    private RteAnswer<RteAnswer.Ok> make(int port, int id, MeterRate rate) {
        RteAnswer<RteAnswer.Ok> profile = calls.addProfile(port, id, rate);
        if (profile instanceof RteAnswer.Refused<RteAnswer.Ok>) {
            return profile;
        }
        RteAnswer<RteAnswer.Ok> policy = calls.addPolicy(port, id);
        if (policy instanceof RteAnswer.Refused<RteAnswer.Ok>) {
            calls.deleteProfile(port, id);
            return policy;
        }
        RteAnswer<RteAnswer.Ok> meter = calls.create(port, id);
        if (meter instanceof RteAnswer.Refused<RteAnswer.Ok>) {
            calls.deletePolicy(port, id);
            calls.deleteProfile(port, id);
        }
        return meter;
    }

    /** Ends all parts of a number that can be ended; what the driver says of the meter itself. */
    private RteAnswer<RteAnswer.Ok> end(int port, int id) {
        RteAnswer<RteAnswer.Ok> meter = calls.destroy(port, id);
        calls.deletePolicy(port, id);
        calls.deleteProfile(port, id);
        return meter;
    }

    private static RteError left(int id, RteError exists, RteAnswer<RteAnswer.Ok> ended) {
        String words = ended instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error)
                ? " (" + error.message() + ", errno " + error.errno() + ")"
                : "";
        return new RteError(
                exists.type(),
                exists.cause(),
                exists.message() + "; meter " + id + " is left from before, and the driver does not end it" + words
                        + ": start this process anew, which ends it",
                exists.errno());
    }

    /** What a meter has counted. */
    RteAnswer<MeterCounts> counts(int port, int id) {
        Long life = meters.get(new Meter(port, id));
        if (life == null || life != AttachedPorts.life(port)) {
            return RteAnswer.refused(new RteError(
                    RteErrorType.UNSPECIFIED, RteCause.NONE, "port " + port + " has no meter " + id, RteError.ENODEV));
        }
        return calls.counts(port, id);
    }

    /** Ends the meters whose ports still have them. */
    void close() {
        meters.forEach((meter, life) -> {
            if (life == AttachedPorts.life(meter.port())) {
                end(meter.port(), meter.id());
            }
        });
        meters.clear();
    }
}
