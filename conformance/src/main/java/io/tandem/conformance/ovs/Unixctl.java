package io.tandem.conformance.ovs;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The control socket of a daemon of Open vSwitch, what {@code ovs-appctl} talks to: JSON-RPC 1.0 over a stream. One
 * thread at a time.
 *
 * <p>Source: Open vSwitch lib/unixctl.c, lib/jsonrpc.c; ovs-appctl(8).
 */
final class Unixctl implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(1 << 16).limit(0);
    private int sent;

    private Unixctl(SocketChannel channel) {
        this.channel = channel;
    }

    static Unixctl connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new Unixctl(channel);
    }

    /** Sends a command and waits for its answer. */
    String call(String command, String... arguments) throws IOException, UnixctlException {
        send(command, arguments);
        JsonObject answer = receive();
        Object error = answer.getValue("error");
        if (error != null) {
            throw new UnixctlException(command, error.toString());
        }
        return answer.getString("result");
    }

    /** Sends a command so often before the first answer is read. */
    void repeat(int times, String command) throws IOException {
        for (int i = 0; i < times; i++) {
            send(command);
        }
        for (int i = 0; i < times; i++) {
            receive();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void send(String command, String... arguments) throws IOException {
        String request = new JsonObject()
                .put("method", command)
                .put("params", new JsonArray(List.of(arguments)))
                .put("id", sent++)
                .encode();
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads one object; in the stream there is nothing between two. */
    private JsonObject receive() throws IOException {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        boolean escaped = false;
        do {
            char c = (char) (next() & 0xff);
            text.append(c);
            if (escaped) {
                escaped = false;
            } else if (quoted) {
                escaped = c == '\\';
                quoted = c != '"';
            } else {
                quoted = c == '"';
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            }
        } while (depth > 0);
        return new JsonObject(text.toString());
    }

    private byte next() throws IOException {
        if (!received.hasRemaining()) {
            received.clear();
            int count = channel.read(received);
            received.flip();
            if (count < 0) {
                throw new EOFException("ovs-vswitchd closed its control socket");
            }
        }
        return received.get();
    }
}
