package io.tandem.hwsim.driver;

import com.google.protobuf.UnsafeByteOperations;
import io.tandem.backend.DeviceException;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.hwsim.v1.Burst;
import io.tandem.hwsim.v1.Frame;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.Outcome;
import io.tandem.hwsim.v1.Output;
import java.util.List;

/** Some frames of a burst on their way through the NIC in one exchange. Not thread-safe. */
final class FrameExchange {
    private final WireBurst burst;
    private final Burst.Builder frames = Burst.newBuilder();
    /** Which frame of the burst each is that goes. */
    private final int[] sent;

    private int count;

    /**
     * Those of the burst's frames from {@code first} on and before {@code end} that the NIC takes.
     *
     * @param longest bytes of the longest frame
     */
    FrameExchange(WireBurst burst, int first, int end, int longest) {
        this.burst = burst;
        this.sent = new int[end - first];
        for (int i = first; i < end; i++) {
            byte[] frame = burst.frame(i);
            if (frame.length > 0 && frame.length <= longest) {
                frames.addFrames(
                        Frame.newBuilder().setPort(burst.port(i)).setData(UnsafeByteOperations.unsafeWrap(frame)));
                sent[count++] = i;
            }
        }
    }

    /** True where the NIC takes none. */
    boolean isEmpty() {
        return count == 0;
    }

    /** What is asked of the NIC. */
    NicOperations operations() {
        return new NicOperations().add(Operation.newBuilder().setBurst(frames).build());
    }

    /**
     * Notes what became of each frame, in the burst and of the rules.
     *
     * @param now the time to note as last use of the rules
     */
    void decide(NicAnswers answers, NicTables tables, long now) throws DeviceException {
        List<Outcome> outcomes = answers.burst(0).getOutcomesList();
        if (outcomes.size() != count) {
            throw new DeviceException(outcomes.size() + " outcomes for " + count + " frames");
        }
        for (int i = 0; i < count; i++) {
            decide(sent[i], outcomes.get(i), tables, now);
        }
    }

    private void decide(int index, Outcome outcome, NicTables tables, long now) {
        byte[] frame = burst.frame(index);
        burst.took(index, outcome.getClocks(), 1 + outcome.getPassedCount());
        boolean found = outcome.getParseable() && outcome.getHit();
        int missMark = found ? 0 : tables.missMark(burst.port(index), outcome.getPassedList());
        int gone = 0;
        for (int slot : outcome.getPassedList()) {
            if (found || missMark != 0) {
                tables.completed(slot, frame.length - gone, now);
            } else {
                tables.takeBack(slot, frame.length - gone);
            }
            gone += tables.takesOff(slot, frame, gone);
        }
        if (found) {
            tables.completed(outcome.getSlot(), frame.length - gone, now);
        }
        if (outcome.getVerdict() == Verdict.FORWARD.code()) {
            for (Output copy : outcome.getOutputsList()) {
                burst.forwarded(index, copy.getPort(), copy.getData().toByteArray());
            }
        } else if (outcome.getVerdict() == Verdict.DROP.code()) {
            burst.dropped(index);
        } else {
            burst.toHost(index, missMark == 0 ? outcome.getMark() : missMark);
        }
    }
}
