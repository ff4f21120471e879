package io.tandem.datapath.mutation;

import io.tandem.datapath.capture.CaptureException;
import io.tandem.datapath.capture.CaptureReader;
import io.tandem.datapath.capture.CaptureRecord;
import io.tandem.vectors.Frames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Frames to start mutations from: one by hand for each header that a key knows, and those of the captures. */
final class SeedFrames {
    private static final String ADDRESSES_4 = "0a000001 0a000002";
    private static final String ADDRESSES_6 = "20010db8000000000000000000000001 fe800000000000000000000000000002";
    private static final String TCP = "3039 0050 00000001 00000002 5018 2000 0000 0000";
    private static final String TCP_OPTIONS = "3039 0050 00000001 00000000 7002 2000 0000 0000 0204 05b4 0101 0402";
    private static final String UDP = "3039 0035 000c 0000 01020304";
    private static final String SCTP = "3039 0b59 00000001 00000000 0102 0304";
    private static final String ICMP = "0800 0000 1234 0001 01020304";
    private static final String IGMP = "1664 0000 e0000016";
    private static final String SOLICITATION = "8700 0000 00000000 fe800000000000000000000000000003";
    private static final String ADVERTISEMENT = "8800 0000 e0000000 fe800000000000000000000000000003";
    private static final String SOURCE_OPTION = "0101 020000000003";
    private static final String TARGET_OPTION = "0201 020000000004";
    private static final String OTHER_OPTION = "0502 0000000005dc 0000000000000000";
    private static final String ARP = "0001 0800 0604 0001 020000000001 0a000001 000000000000 0a000002";

    /** Frames built by hand; most of them reach a transport header. */
    static List<byte[]> byHand() {
        List<byte[]> frames = new ArrayList<>();
        for (String[] transport : new String[][] {
            {"06", TCP},
            {"06", TCP_OPTIONS},
            {"11", UDP},
            {"84", SCTP},
            {"01", ICMP},
            {"02", IGMP},
            {"3a", SOLICITATION}
        }) {
            add(frames, ipv4("45", "0000", transport[0], transport[1], ""));
            add(frames, ipv4("46", "4000", transport[0], transport[1], "01010100"));
            add(frames, ipv4("45", "2000", transport[0], transport[1], ""));
        }
        add(frames, ipv4("45", "0010", "11", UDP, ""));
        for (String[] transport : new String[][] {
            {"06", TCP},
            {"06", TCP_OPTIONS},
            {"11", UDP},
            {"84", SCTP},
            {"3a", ICMP},
            {"3a", SOLICITATION + SOURCE_OPTION},
            {"3a", SOLICITATION + OTHER_OPTION + SOURCE_OPTION},
            {"3a", ADVERTISEMENT + TARGET_OPTION},
            {"3a", ADVERTISEMENT + SOURCE_OPTION + TARGET_OPTION + TARGET_OPTION},
            {"01", ICMP},
            {"02", IGMP}
        }) {
            add(frames, ipv6(transport[0], transport[1]));
            add(frames, ipv6("00", transport[0] + "00 0502 0000 0100" + transport[1]));
            add(frames, ipv6("2c", transport[0] + "00 0001 00000007" + transport[1]));
            add(
                    frames,
                    ipv6("3c", "33 01" + "00".repeat(14) + transport[0] + "01 0000 00000001 00000002" + transport[1]));
            add(frames, ipv6("2b", "2c 02 0001" + "00".repeat(20) + transport[0] + "00 0000 00000007" + transport[1]));
        }
        add(frames, ipv6("2c", "1100 0009 00000007" + UDP));
        frames.add(Frames.ethernet("0806" + ARP));
        frames.add(Frames.ethernet("8035" + ARP));
        frames.add(Frames.ethernet("0020 aaaa03000000 0806" + ARP));
        frames.add(Frames.ethernet("0010 424203 0000 00 00 00 8000 020000000001"));
        frames.add(Frames.ethernet("8847 000011ff" + ipv4("45", "0000", "11", UDP, "")));
        frames.add(Frames.ethernet("8848 000010ff 000020fe 000031fd"));
        frames.add(Frames.ethernet("8847 000010ff 000020fe 000030fd 000041fc"));
        frames.add(Frames.ethernet("894f 0fc6 0103 00030907 00000001 00000002 00000003 00000004"));
        frames.add(Frames.ethernet("894f 2fc3 0201 00030907 01020304"));
        return frames;
    }

    /** Every frame of the captures in a folder; none where there is no such folder. */
    static List<byte[]> captured(Path folder) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return frames;
        }
        List<Path> captures;
        try (Stream<Path> files = Files.list(folder)) {
            captures =
                    files.filter(f -> f.toString().endsWith(".pcap")).sorted().toList();
        }
        for (Path capture : captures) {
            try (CaptureReader reader = CaptureReader.open(capture)) {
                for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                    frames.add(next.get().frame());
                }
            } catch (CaptureException e) {
                throw new IOException(e);
            }
        }
        return frames;
    }

    private static void add(List<byte[]> frames, String typeAndPayload) {
        byte[] frame = Frames.ethernet(typeAndPayload);
        frames.add(frame);
        frames.add(Frames.tagged(frame, 0x8100, 0x2005));
        frames.add(Frames.tagged(Frames.tagged(frame, 0x8100, 0x2005), 0x88a8, 0x0006));
    }

    private static String ipv4(String start, String offset, String protocol, String transport, String options) {
        int length = 20 + bytes(options) + bytes(transport);
        return "0800" + start + "b9 %04x 0001".formatted(length) + offset + "40" + protocol + "0000" + ADDRESSES_4
                + options + transport;
    }

    private static String ipv6(String next, String payload) {
        return "86dd 6b312345 %04x".formatted(bytes(payload)) + next + "40" + ADDRESSES_6 + payload;
    }

    private static int bytes(String hex) {
        return hex.replace(" ", "").length() / 2;
    }

    private SeedFrames() {}
}
