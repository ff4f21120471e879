package io.tandem.hwsim.driver;

import com.google.protobuf.UnsafeByteOperations;
import io.tandem.backend.DeviceException;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Fault;
import io.tandem.hwsim.v1.Frame;
import io.tandem.hwsim.v1.Idle;
import io.tandem.hwsim.v1.Load;
import io.tandem.hwsim.v1.Operation;
import java.util.List;

/** What only a simulated NIC can be asked for, by tests and benches. Any thread may call any method. */
public final class NicControls {
    private final SimNicDevice nic;

    NicControls(SimNicDevice nic) {
        this.nic = nic;
    }

    /** Makes the NIC misbehave on purpose. */
    public void inject(Fault fault) throws DeviceException {
        nic.ask(new NicOperations().add(Operation.newBuilder().setFault(fault).build()));
    }

    /** Lets clock cycles pass in which nothing comes in, for tests of what takes time. */
    public void idle(int cycles) throws DeviceException {
        nic.askAndMend(new NicOperations()
                .add(Operation.newBuilder()
                        .setIdle(Idle.newBuilder().setCycles(cycles))
                        .build()));
    }

    /**
     * Sends frames back to back, over and over, and throws away what leaves. The NIC's counters count these packets; nothing
     * of them is known any more when the device dies.
     *
     * @param frames all of one port
     * @param packets how many to send in all
     * @return the clock cycles that it took, by the NIC's own count
     */
    public long load(int port, List<byte[]> frames, int packets) throws DeviceException {
        Load.Builder load = Load.newBuilder().setPackets(packets);
        for (byte[] frame : frames) {
            load.addFrames(Frame.newBuilder().setPort(port).setData(UnsafeByteOperations.unsafeWrap(frame)));
        }
        NicAnswers answers = nic.ask(new NicOperations()
                .read(Register.CYCLES, 0)
                .add(Operation.newBuilder().setLoad(load).build())
                .read(Register.CYCLES, 0));
        return answers.value(2) - answers.value(0);
    }

    /** Gives every meter a full bucket and counts of zero, as at the beginning of a life. */
    public void refillMeters() throws DeviceException {
        nic.ask(nic.refilledMeters());
    }

    /**
     * From now on the NIC's driver does as the guide of rte_flow has it of a port's packets that find no rule in a chain: the
     * rules that led there have counted them, and they come to the host with a mark. Until the NIC is reset.
     */
    public void markMisses(int port, int chain, int mark) {
        nic.missMarks(marks -> marks.set(port, chain, mark));
    }

    /** Ends {@link #markMisses}: what rules had counted of such packets is taken back again. */
    public void leaveMisses(int port, int chain) {
        nic.missMarks(marks -> marks.clear(port, chain));
    }

    /**
     * Says where the numbers begin by which the NIC chooses packets for sample actions.
     *
     * @param first word of the state of an xorshift128+ generator; not both are zero
     */
    public void seedSamples(long first, long second) throws DeviceException {
        if ((first | second) == 0) {
            throw new DeviceException("a generator of numbers whose state is zero stays there; give one other word");
        }
        nic.ask(new NicOperations().write(Register.SAMPLE_FIRST, first).write(Register.SAMPLE_SECOND, second));
    }
}
