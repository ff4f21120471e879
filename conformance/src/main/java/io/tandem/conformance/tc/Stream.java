package io.tandem.conformance.tc;

import io.tandem.conformance.nativelib.TapDevice;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Frames that come in by a device of their own without a pause, on a thread of their own, until they are stopped. */
final class Stream implements AutoCloseable {
    private final String device;
    private final byte[] frame;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean running;
    private volatile boolean over;
    private volatile long sent;
    private volatile String failure = "";

    private Stream(String device, byte[] frame) {
        this.device = device;
        this.frame = frame;
        this.thread = Thread.ofPlatform().name("stream").daemon(true).unstarted(this::run);
    }

    /** Makes the device, which is up, and sends nothing yet. */
    static Stream make(String device, byte[] frame) throws IOException, InterruptedException {
        Stream stream = new Stream(device, frame);
        stream.thread.start();
        stream.ready.await();
        Commands.run("ip link set " + device + " up");
        return stream;
    }

    private void run() {
        try (TapDevice wire = TapDevice.create(device)) {
            ready.countDown();
            long count = 0;
            while (!over) {
                if (running) {
                    wire.write(frame);
                    sent = ++count;
                } else {
                    Thread.onSpinWait();
                }
            }
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
            ready.countDown();
        }
    }

    void start() {
        running = true;
    }

    /** Stops; answers how many frames were sent. */
    long stop() throws CheckFailedException, InterruptedException {
        running = false;
        long before = -1;
        while (before != sent) {
            before = sent;
            Thread.sleep(20);
        }
        if (!failure.isEmpty()) {
            throw new CheckFailedException("the stream broke: " + failure);
        }
        return sent;
    }

    long sent() {
        return sent;
    }

    @Override
    public void close() {
        running = false;
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
