package io.tandem.tc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes, it is read or refused with a typed error; bytes around the datagram do not matter. */
class BrokenPeerTest {
    private static final int REQUESTS = 4;
    private static final int AROUND = 64;

    /** Datagrams that were good until some bytes were changed and the end was cut off. */
    @Provide
    Arbitrary<byte[]> datagrams() {
        Arbitrary<byte[]> good = Combinators.combine(
                        Arbitraries.integers().between(0, REQUESTS),
                        Arbitraries.integers().between(-1, 200),
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
                .as((sequence, errno, words, body) -> new Datagram()
                        .message(Rtnetlink.RTM_NEWTFILTER, Rtnetlink.NLM_F_MULTI, sequence, body)
                        .ack(sequence, errno, body.length, words, 20)
                        .ack(sequence + 1, 0)
                        .done(sequence, 0, 0)
                        .toBytes());
        Arbitrary<int[]> harm =
                Arbitraries.integers().between(0, 1 << 20).array(int[].class).ofMaxSize(8);
        return Combinators.combine(good, harm, Arbitraries.integers().between(0, 12))
                .as((bytes, places, cut) -> {
                    for (int place : places) {
                        bytes[place % bytes.length] = (byte) (place >>> 11);
                    }
                    return Arrays.copyOf(bytes, Math.max(0, bytes.length - cut));
                });
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void aBatchIsAnsweredOrRefused(@ForAll("datagrams") byte[] datagram) {
        assertThat(collect(datagram, (byte) 0)).isEqualTo(collect(datagram, (byte) 0xff));
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void aDumpIsReadOrRefused(@ForAll("datagrams") byte[] datagram) {
        assertThat(dump(datagram, (byte) 0)).isEqualTo(dump(datagram, (byte) 0xff));
    }

    @Property(tries = 1_000)
    void noiseIsReadOrRefused(@ForAll byte[] noise) {
        collect(noise, (byte) 0);
        dump(noise, (byte) 0);
    }

    private static String collect(byte[] datagram, byte around) {
        AnswerCollector collector = new AnswerCollector();
        collector.begin(0, REQUESTS);
        try {
            collector.accept(inside(datagram, around), AROUND, AROUND + datagram.length);
        } catch (TransportException e) {
            return String.valueOf(e.getMessage());
        }
        assertThat(collector.missing()).isBetween(0, REQUESTS);
        assertThat(collector.answers()).hasSize(REQUESTS);
        StringBuilder text = new StringBuilder();
        for (TcAnswer answer : collector.answers()) {
            text.append(answer.text()).append(answer.offset());
            answer.echoed().forEach(m -> text.append(m.type()).append(Arrays.toString(m.body())));
        }
        return text.toString();
    }

    private static String dump(byte[] datagram, byte around) {
        DumpReader reader = new DumpReader();
        reader.begin(0, "dumping");
        StringBuilder text = new StringBuilder();
        try {
            boolean done = reader.accept(
                    inside(datagram, around), AROUND, AROUND + datagram.length, (type, bytes, from, to) -> {
                        assertThat(from).isBetween(AROUND, to);
                        assertThat(to).isLessThanOrEqualTo(AROUND + datagram.length);
                        text.append(type).append(Arrays.toString(Arrays.copyOfRange(bytes, from, to)));
                    });
            return text.append(done).toString();
        } catch (TransportException e) {
            return text.append(e.getMessage()).toString();
        }
    }

    private static byte[] inside(byte[] datagram, byte around) {
        byte[] bytes = new byte[datagram.length + 2 * AROUND];
        Arrays.fill(bytes, around);
        System.arraycopy(datagram, 0, bytes, AROUND, datagram.length);
        return bytes;
    }
}
