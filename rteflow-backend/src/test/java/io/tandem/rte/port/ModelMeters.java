package io.tandem.rte.port;

import io.tandem.backend.MeterCounts;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The meters of one port as mlx5 has them: a part that is there is not made again, and one that another needs is not ended. Source:
 * DPDK 22.11, drivers/net/mlx5/mlx5_flow_meter.c.
 */
final class ModelMeters implements MeterCalls {
    private static final int ENOENT = 2;

    private final Map<Integer, MeterRate> profiles = new HashMap<>();
    private final Set<Integer> policies = new HashSet<>();
    private final Set<Integer> meters = new HashSet<>();
    private final Set<Integer> named = new HashSet<>();

    /** What the driver says to every new meter; empty where it takes them. */
    Optional<RteError> refusal = Optional.empty();

    /** A rule names the meter. */
    void name(int id) {
        named.add(id);
    }

    /** All rules are gone. */
    void nameNone() {
        named.clear();
    }

    /** The rates of the meters that are there, by number. */
    Map<Integer, MeterRate> rates() {
        Map<Integer, MeterRate> rates = new HashMap<>(profiles);
        rates.keySet().retainAll(meters);
        return rates;
    }

    /** Profiles, policies and meters that are there. */
    int parts() {
        return profiles.size() + policies.size() + meters.size();
    }

    private static RteAnswer<RteAnswer.Ok> answer(boolean wrong, int errno, String message) {
        return wrong
                ? RteAnswer.refused(new RteError(RteErrorType.UNSPECIFIED, RteCause.NONE, message, errno))
                : RteAnswer.ok();
    }

    @Override
    public RteAnswer<RteAnswer.Ok> addProfile(int port, int id, MeterRate rate) {
        return answer(profiles.putIfAbsent(id, rate) != null, RteError.EEXIST, "Meter profile already exists.");
    }

    @Override
    public RteAnswer<RteAnswer.Ok> addPolicy(int port, int id) {
        return answer(!policies.add(id), RteError.EEXIST, "Meter policy already exists.");
    }

    @Override
    public RteAnswer<RteAnswer.Ok> create(int port, int id) {
        if (refusal.isPresent()) {
            return RteAnswer.refused(refusal.get());
        }
        if (!profiles.containsKey(id) || !policies.contains(id)) {
            return answer(true, ENOENT, "Meter profile or policy id not valid.");
        }
        return answer(!meters.add(id), RteError.EEXIST, "Meter object already exists.");
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, int id) {
        if (named.contains(id)) {
            return answer(true, RteError.EBUSY, "Meter object is being used.");
        }
        return answer(!meters.remove(id), ENOENT, "Meter object id not valid.");
    }

    @Override
    public RteAnswer<RteAnswer.Ok> deletePolicy(int port, int id) {
        if (meters.contains(id)) {
            return answer(true, RteError.EBUSY, "Meter policy object is being used.");
        }
        return answer(!policies.remove(id), ENOENT, "Meter policy id is invalid. ");
    }

    @Override
    public RteAnswer<RteAnswer.Ok> deleteProfile(int port, int id) {
        if (meters.contains(id)) {
            return answer(true, RteError.EBUSY, "Meter profile is in use.");
        }
        return answer(profiles.remove(id) == null, ENOENT, "Meter profile id is invalid.");
    }

    @Override
    public RteAnswer<MeterCounts> counts(int port, int id) {
        return meters.contains(id)
                ? new RteAnswer.Done<>(new MeterCounts(0, 0, 0))
                : RteAnswer.refused(
                        new RteError(RteErrorType.UNSPECIFIED, RteCause.NONE, "Meter object id not valid.", ENOENT));
    }
}
