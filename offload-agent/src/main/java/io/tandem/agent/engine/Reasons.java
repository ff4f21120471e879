package io.tandem.agent.engine;

import io.tandem.backend.DeviceException;
import io.tandem.backend.Refusal;

/** The refusals that placement gives by itself. */
final class Reasons {
    static final Refusal NO_DEVICE = new Refusal(
            Refusal.Code.POLICY, Refusal.Layer.POLICY, "", "", "no device is configured; give one with --nic");

    static final Refusal SWITCHED_OFF =
            new Refusal(Refusal.Code.POLICY, Refusal.Layer.POLICY, "", "", "offload is switched off");

    static Refusal different(String how) {
        return new Refusal(
                Refusal.Code.VERIFY_FAILED,
                Refusal.Layer.VERIFY,
                "",
                how,
                "the rule that was read back is not the one that was installed; it was removed");
    }

    static Refusal deviceFailed(String device, DeviceException e) {
        return new Refusal(
                Refusal.Code.DEVICE_ERROR,
                Refusal.Layer.DRIVER,
                "",
                String.valueOf(e.getMessage()),
                device + " failed; software carries its flows until it is back");
    }

    private Reasons() {}
}
