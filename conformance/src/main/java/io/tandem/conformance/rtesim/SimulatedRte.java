package io.tandem.conformance.rtesim;

import io.tandem.rte.flow.RteRule;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.RuleImage;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteCount;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteFlows;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntToLongFunction;

/**
 * The calls of rte_flow on a machine whose only network card is the simulated NIC, with the ports {@code nic1} and so on:
 * each rule becomes C structs in native memory, and the driver is given pointers to them. Not thread-safe.
 */
final class SimulatedRte implements RteFlows {
    /** Handles of indirect actions, which the NIC has not got. */
    static final IntToLongFunction NO_HANDLES = id -> {
        throw new IllegalArgumentException("the simulated NIC has no indirect actions, and no action " + id);
    };

    private final NicFlows driver;
    private final RuleImage image;

    /** Calls to that driver; structs as the release of DPDK has them that it reads. */
    SimulatedRte(NicFlows driver, Layouts layouts) {
        this.driver = driver;
        image = new RuleImage(layouts);
    }

    /** The name of a NIC's port, from 1. */
    static String name(int port) {
        return "nic" + port;
    }

    @Override
    public OptionalInt port(String name) {
        for (int port = 1; port <= driver.ports(); port++) {
            if (name(port).equals(name)) {
                return OptionalInt.of(port - 1);
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public int queues(int port) {
        return 1;
    }

    @Override
    public RteAnswer<RteAnswer.Ok> validate(int port, RteRule rule) {
        image.set(rule, NO_HANDLES);
        return driver.validate(port, image.attr(), image.pattern(), image.actions());
    }

    @Override
    public RteAnswer<FlowHandle> create(int port, RteRule rule) {
        image.set(rule, NO_HANDLES);
        return driver.create(port, image.attr(), image.pattern(), image.actions());
    }

    @Override
    public RteAnswer<RteAnswer.Ok> destroy(int port, FlowHandle handle) {
        driver.destroy(handle);
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<RteCount> query(int port, FlowHandle handle) {
        return driver.query(handle);
    }

    @Override
    public List<RteAnswer<RteCount>> query(int port, List<FlowHandle> handles) {
        return driver.query(handles);
    }

    @Override
    public RteAnswer<List<FlowHandle>> aged(int port) {
        return new RteAnswer.Done<>(driver.aged(port));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> flush(int port) {
        driver.flush(port);
        return RteAnswer.ok();
    }

    @Override
    public RteAnswer<RteAnswer.Ok> addMeter(int port, int id, MeterRate rate) {
        return RteAnswer.refused(new RteError(
                RteErrorType.UNSPECIFIED, RteCause.NONE, "the simulated NIC has no meters", RteError.ENOSYS));
    }

    @Override
    public RteAnswer<RteAnswer.Ok> isolate(int port, Isolation isolation) {
        return isolation == Isolation.OFF
                ? RteAnswer.ok()
                : RteAnswer.refused(new RteError(
                        RteErrorType.UNSPECIFIED,
                        RteCause.NONE,
                        "the simulated NIC gives what no rule is for to the host",
                        RteError.ENOTSUP));
    }

    @Override
    public long life(int port) {
        return driver.life();
    }

    @Override
    public void close() {
        image.close();
    }
}
