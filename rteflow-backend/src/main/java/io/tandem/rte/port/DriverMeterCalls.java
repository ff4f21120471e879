package io.tandem.rte.port;

import io.tandem.backend.MeterCounts;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.LibMtr;
import io.tandem.rte.nativelib.MeterStats;
import io.tandem.rte.nativelib.Struct;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;

/** The calls as the drivers of DPDK ports carry them out. Platform threads, one at a time. */
final class DriverMeterCalls implements MeterCalls {
    /** A call of rte_mtr, which is given a struct rte_mtr_error. */
    private interface Call {
        int on(long error);
    }

    @Override
    public RteAnswer<RteAnswer.Ok> addProfile(int port, int id, MeterRate rate) {
        try (Struct profile = new Struct("rte_mtr_meter_profile")) {
            profile.put("alg", Dpdk.layouts().constant("RTE_MTR_SRTCM_RFC2697"));
            profile.put("srtcm_rfc2697.cir", rate.rate());
            profile.put("srtcm_rfc2697.cbs", rate.burst());
            profile.put("packet_mode", rate.unit() == MeterRate.Unit.PACKETS ? 1 : 0);
            return call(error -> LibMtr.meterProfileAdd(port, id, profile.address(), error));
        }
    }

    @Override
    public RteAnswer<RteAnswer.Ok> addPolicy(int port, int id) {
        Layouts layouts = Dpdk.layouts();
        try (Struct policy = new Struct("rte_mtr_meter_policy_params");
                Struct drop = new Struct("rte_flow_action", 2)) {
            drop.put("type", RteActionType.DROP.number());
            policy.putElement("actions", (int) layouts.constant("RTE_COLOR_RED"), drop.address());
            return call(error -> LibMtr.meterPolicyAdd(port, id, policy.address(), error));
        }
    }

    @Override
    public RteAnswer<RteAnswer.Ok> create(int port, int id) {
        try (Struct params = new Struct("rte_mtr_params")) {
            params.put("meter_profile_id", id);
            params.put("meter_policy_id", id);
            params.put("meter_enable", 1);
            params.put("stats_mask", countable(port) & MeterStats.WANTED);
            return call(error -> LibMtr.create(port, id, params.address(), error));
        }
    }

    /** What the port's meters can count, bits of enum rte_mtr_stats_type. */
    private static long countable(int port) {
        try (Struct capabilities = new Struct("rte_mtr_capabilities")) {
            return call(error -> LibMtr.capabilitiesGet(port, capabilities.address(), error))
                            instanceof RteAnswer.Done<RteAnswer.Ok>
                    ? capabilities.get("stats_mask")
                    : 0;
        }
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, int id) {
        return call(error -> LibMtr.destroy(port, id, error));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> deletePolicy(int port, int id) {
        return call(error -> LibMtr.meterPolicyDelete(port, id, error));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> deleteProfile(int port, int id) {
        return call(error -> LibMtr.meterProfileDelete(port, id, error));
    }

    @Override
    public RteAnswer<MeterCounts> counts(int port, int id) {
        try (MeterStats stats = new MeterStats()) {
            return switch (call(error -> LibMtr.statsRead(port, id, stats.address(), stats.mask(), error))) {
                case RteAnswer.Refused<RteAnswer.Ok>(RteError error) -> RteAnswer.refused(error);
                case RteAnswer.Done<RteAnswer.Ok> _ -> new RteAnswer.Done<>(stats.counts());
            };
        }
    }

    private static RteAnswer<RteAnswer.Ok> call(Call call) {
        try (Struct error = new Struct("rte_mtr_error")) {
            int answer = call.on(error.address());
            return answer >= 0
                    ? RteAnswer.ok()
                    : RteAnswer.refused(
                            new RteError(RteErrorType.UNSPECIFIED, RteCause.NONE, error.text("message"), -answer));
        }
    }
}
