package io.tandem.hwsim.harness;

import io.tandem.backend.DeviceException;
import io.tandem.hwsim.v1.BrokenAssertion;

/** An assertion of the NIC's RTL does not hold: the NIC is wrong, or what it was given is. */
public final class BrokenAssertionException extends DeviceException {
    private static final long serialVersionUID = 1L;

    private final String assertion;
    private final String place;
    private final long cycle;

    BrokenAssertionException(String device, BrokenAssertion broken) {
        super(device + " broke the assertion " + broken.getName() + " in " + broken.getPlace() + " at clock "
                + broken.getCycle() + "; it has been ended");
        this.assertion = broken.getName();
        this.place = broken.getPlace();
        this.cycle = broken.getCycle();
    }

    /** Its name in hw-sim/rtl/check. */
    public String assertion() {
        return assertion;
    }

    /** The instance that it stands in, with the modules around it. */
    public String place() {
        return place;
    }

    /** Clocks since the NIC's process began. */
    public long cycle() {
        return cycle;
    }
}
