package io.tandem.hwsim.harness;

import io.tandem.backend.DeviceException;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.Request;
import io.tandem.hwsim.v1.Response;
import io.tandem.hwsim.v1.Result;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of the harness. Every exchange has a time limit; a harness that misses it, dies or answers anything but the
 * response that was waited for is killed, and stays so. Not thread-safe: one exchange at a time.
 */
public final class HarnessProcess implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(10);

    private final Path program;
    private final Duration limit;
    private final Process process;
    private final OutputStream requests;
    private final InputStream responses;
    /** Starts the process and lives as long as it: the kernel ends the process with the thread that started it. */
    private final ExecutorService pipe;

    private long lastId;

    private HarnessProcess(Path program, Duration limit, ExecutorService pipe, Process process) {
        this.program = program;
        this.limit = limit;
        this.pipe = pipe;
        this.process = process;
        this.requests = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
        this.responses = new BufferedInputStream(process.getInputStream(), 1 << 16);
    }

    /**
     * Starts a harness.
     *
     * @param program the executable
     * @param arguments of it
     * @param limit how long one exchange may take
     */
    public static HarnessProcess start(Path program, List<String> arguments, Duration limit) throws DeviceException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ExecutorService pipe = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("nic-harness").factory());
        try {
            Process process = pipe.submit(() -> new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start())
                    .get();
            return new HarnessProcess(program, limit, pipe, process);
        } catch (ExecutionException e) {
            pipe.shutdown();
            throw new DeviceException("cannot start " + program + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            pipe.shutdown();
            Thread.currentThread().interrupt();
            throw new DeviceException("interrupted while starting " + program, e);
        }
    }

    /**
     * Sends operations and waits for their results, one for each, in order.
     *
     * @throws BrokenAssertionException where an assertion of the RTL did not hold; the harness has been killed then
     * @throws DeviceException where the harness failed or refused the request; likewise
     */
    public Response exchange(List<Operation> operations) throws DeviceException {
        Request request = Request.newBuilder()
                .setId(++lastId)
                .addAllOperations(operations)
                .build();
        Future<Response> answer = pipe.submit(() -> send(request));
        try {
            Response response = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (response.getId() != request.getId()) {
                throw failed("answered request " + response.getId() + " instead of " + request.getId());
            }
            if (response.hasBroken()) {
                end();
                throw new BrokenAssertionException(device(), response.getBroken());
            }
            if (!response.getError().isEmpty()) {
                throw failed("refused a request: " + response.getError());
            }
            if (response.getResultsCount() != operations.size()) {
                throw failed("gave " + response.getResultsCount() + " results for " + operations.size());
            }
            return response;
        } catch (TimeoutException e) {
            throw failed("did not answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw failed("broke off: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted");
        }
    }

    /** Sends one operation. */
    public Result exchange(Operation operation) throws DeviceException {
        return exchange(List.of(operation)).getResults(0);
    }

    /** True while the process runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** The number of the process on this machine. */
    public long pid() {
        return process.pid();
    }

    /** Ends the process: its input is closed, and where it does not end by itself then, it is killed. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        pipe.shutdownNow(); // and with its thread the process, had it not ended
    }

    private Response send(Request request) throws IOException {
        request.writeDelimitedTo(requests);
        requests.flush();
        Response response = Response.parseDelimitedFrom(responses);
        if (response == null) {
            throw new IOException("the process ended");
        }
        return response;
    }

    private DeviceException failed(String what) {
        end();
        return new DeviceException(device() + " " + what + "; it has been ended");
    }

    private void end() {
        process.destroyForcibly();
        pipe.shutdownNow();
    }

    private String device() {
        return "the simulated NIC (" + program.getFileName() + ", process " + process.pid() + ")";
    }
}
