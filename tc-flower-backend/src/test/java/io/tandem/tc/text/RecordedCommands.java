package io.tandem.tc.text;

import io.tandem.vectors.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Command lines that tc has run, and the bodies of the requests that it sent for them. */
public final class RecordedCommands {
    /**
     * A command and what it made tc send.
     *
     * @param body what follows struct nlmsghdr
     */
    public record Recorded(String command, DeviceNames devices, byte[] body) {}

    private static final Pattern LINE = Pattern.compile("\\{\"cmd\": \"((?:[^\"\\\\]|\\\\.)*)\".*\"hex\": \"(\\w+)\"");
    private static final Pattern DEVICES = Pattern.compile("\"ifindex\": \\{([^}]*)\\}");
    private static final Pattern DEVICE = Pattern.compile("\"(\\w+)\": (\\d+)");
    private static final int MESSAGE_HEADER = 16;

    /** All of them, in the order of the files. */
    public static List<Recorded> all() throws IOException {
        List<Recorded> all = new ArrayList<>();
        for (String file : List.of("tc-batch/eth0.jsonl", "tc-batch/tc-flower.jsonl")) {
            DeviceNames devices = DeviceNames.none();
            for (String line : Vectors.lines(file)) {
                Matcher named = DEVICES.matcher(line);
                devices = named.find() ? devices(named.group(1)) : devices;
                Matcher matcher = LINE.matcher(line);
                if (matcher.find()) {
                    byte[] message = HexFormat.of().parseHex(matcher.group(2));
                    all.add(new Recorded(
                            matcher.group(1).replace("\\\"", "\""),
                            devices,
                            Arrays.copyOfRange(message, MESSAGE_HEADER, message.length)));
                }
            }
        }
        return all;
    }

    private static DeviceNames devices(String text) {
        Map<String, Integer> indexes = new HashMap<>();
        Matcher device = DEVICE.matcher(text);
        while (device.find()) {
            indexes.put(device.group(1), Integer.parseInt(device.group(2)));
        }
        return DeviceNames.of(indexes);
    }

    private RecordedCommands() {}
}
