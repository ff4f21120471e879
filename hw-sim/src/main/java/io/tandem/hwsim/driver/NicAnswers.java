package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.hwsim.profile.CommandStatus;
import io.tandem.hwsim.v1.BurstResult;
import io.tandem.hwsim.v1.Response;
import io.tandem.hwsim.v1.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the NIC answered to a sequence of operations. Immutable. */
final class NicAnswers {
    /** What there is where nothing was asked. */
    static final NicAnswers NONE = new NicAnswers(Response.getDefaultInstance(), Map.of());

    private final Response response;
    private final Map<Integer, NicCompletion> completions;

    private NicAnswers(Response response, Map<Integer, NicCompletion> completions) {
        this.response = response;
        this.completions = completions;
    }

    /**
     * Reads a response.
     *
     * @throws DeviceException where the NIC did not do what it was asked, but for rules that it does not take now
     */
    static NicAnswers of(Response response) throws DeviceException {
        Map<Integer, NicCompletion> completions = new HashMap<>();
        int next = 0; // completions come in the order of the commands, of which some may have none
        for (Result result : response.getResultsList()) {
            if (result.getBusError() != 0) {
                throw new DeviceException("the NIC's bus answers an access by error " + result.getBusError()
                        + "; the driver does not fit this NIC");
            }
            for (var bytes : result.getCompletions().getCompletionsList()) {
                NicCompletion completion = NicCompletion.of(bytes);
                if (completion.status() != CommandStatus.DONE && completion.status() != CommandStatus.REJECTED) {
                    throw new DeviceException("the NIC answers " + completion.status() + " to a command of slot "
                            + completion.slot() + "; the driver does not fit this NIC");
                }
                next += completion.tag() - next & NicOperations.TAGS - 1;
                completions.put(next++, completion);
            }
        }
        return new NicAnswers(response, completions);
    }

    /** What the read register holds, of the operation of that index. */
    long value(int operation) {
        return response.getResults(operation).getValue();
    }

    /** What became of the frames of the operation of that index. */
    BurstResult burst(int operation) {
        return response.getResults(operation).getBurst();
    }

    /** The completion of the command of that number; empty where it was lost. */
    Optional<NicCompletion> completion(int command) {
        return Optional.ofNullable(completions.get(command));
    }

    /** Completions that came. */
    int completions() {
        return completions.size();
    }

    /** True where the NIC's parity log has something. */
    boolean attention() {
        return response.getAttention();
    }

    /** The clock cycle at which it was answered. */
    long cycles() {
        return response.getCycles();
    }
}
