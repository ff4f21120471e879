package io.tandem.conformance.nicunit;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.conformance.nic.Sent;
import io.tandem.hwsim.driver.NicWords;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.KeyBits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The action engine: the copies of a frame that leave are those that the software sends. Each flow's edits and headers are
 * written anew before its frame comes. For one use.
 */
final class EditUnit {
    private static final Bench BENCH = new Bench("edit", 20, 9);
    private static final int PORTS = 4;
    private static final int BEAT = 0; // what an item is
    private static final int RESULT = 1;
    private static final int EDIT = 2;
    private static final int HEADER = 3;
    private static final int ENTRIES = 15; // that are used, from 1 on

    private final List<Sample> samples;
    private final List<Sample> sent = new ArrayList<>();
    private final List<long[]> items = new ArrayList<>();
    private int entry;

    EditUnit(List<Sample> samples) {
        this.samples = samples;
    }

    /**
     * Sends what the NIC takes.
     *
     * @param parser has parsed the samples' frames
     */
    UnitReport run(ParserUnit parser, long seed, Optional<Path> coverage)
            throws BackendUnavailableException, DeviceException {
        for (int i = 0; i < samples.size(); i++) {
            Optional<NicWords.Action> action = NicWords.action(samples.get(i).flow(), PORTS);
            if (parser.parseable(i) && action.isPresent()) {
                add(samples.get(i), action.get(), parser.layers(i));
            }
        }
        List<List<Sent>> found = copies(BENCH.run(items, seed, coverage));
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (int i = 0; i < sent.size() && differences.size() < UnitReport.MOST; i++) {
            List<Sent> copies = found.get(i);
            boolean toHost = copies.size() == 1 && copies.getFirst().port() == 0;
            List<Sent> wanted = toHost
                    ? List.of(new Sent(0, sent.get(i).frame()))
                    : sent.get(i).sent();
            compared += toHost ? 0 : 1;
            if (!copies.equals(wanted)) {
                differences.add("%s of %s: the module sends %s, the software %s"
                        .formatted(
                                sent.get(i).actions(), new Sent(0, sent.get(i).frame()), copies, wanted));
            }
        }
        return new UnitReport(BENCH.name(), items.size(), compared, differences);
    }

    private void add(Sample sample, NicWords.Action action, long layers) {
        long[] word = action.action();
        for (int copy = 0; copy < action.edits().size(); copy++) {
            refer(word, ActionBits.EDIT0, copy, EDIT, action.edits().get(copy));
            refer(word, ActionBits.HEADER0, copy, HEADER, action.headers().get(copy));
        }
        byte[] frame = sample.frame();
        long[] result = new long[BENCH.inWords()];
        result[0] = RESULT;
        result[1] = layers;
        long[] key = NicWords.key(sample.key());
        result[2] = frame.length
                | part(key, KeyBits.ETH_TYPE) << 32
                | part(key, KeyBits.IP_TTL) << 48
                | part(key, KeyBits.IP_PROTO) << 56;
        System.arraycopy(word, 0, result, 3, word.length);
        items.add(result);
        items.addAll(FrameBeats.of(frame, (from, size, last) -> {
            long[] item = new long[BENCH.inWords()];
            item[0] = BEAT;
            item[1] = size | (last ? 1 << 8 : 0);
            FrameBeats.put(item, 2 * Long.BYTES, frame, from, size);
            return item;
        }));
        sent.add(sample);
    }

    /** Writes an entry of a table where it is not empty, and has the copy refer to it. */
    private void refer(long[] word, ActionBits part, int copy, int table, long[] words) {
        if (Arrays.stream(words).allMatch(w -> w == 0)) {
            return;
        }
        entry = entry % ENTRIES + 1;
        long[] item = new long[BENCH.inWords()];
        item[0] = table | (long) entry << 32;
        System.arraycopy(words, 0, item, 1, words.length);
        items.add(item);
        NicWords.put(word, part.lsb(copy), part.width(), entry);
    }

    private static long part(long[] key, KeyBits bits) {
        return key[bits.lsb() / 64] >>> bits.lsb() % 64 & (1L << bits.width()) - 1;
    }

    /** The copies of each frame in their order, put together of beats. */
    private List<List<Sent>> copies(List<long[]> beats) {
        List<TreeMap<Integer, Sent>> copies = new ArrayList<>();
        sent.forEach(sample -> copies.add(new TreeMap<>()));
        for (long[] beat : beats) {
            int size = (int) (beat[8] & 0xff);
            int port = (int) (beat[8] >>> 16 & 0xff);
            int number = (int) (beat[8] >>> 24 & 3);
            TreeMap<Integer, Sent> of = copies.get((int) (beat[8] >>> 32));
            byte[] before = of.containsKey(number) ? of.get(number).frame() : new byte[0];
            byte[] whole = Arrays.copyOf(before, before.length + size);
            FrameBeats.get(beat, 0, whole, before.length, size);
            of.put(number, new Sent(port, whole));
        }
        return copies.stream()
                .<List<Sent>>map(byNumber -> List.copyOf(byNumber.values()))
                .toList();
    }
}
