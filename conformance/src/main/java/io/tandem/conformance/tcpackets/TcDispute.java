package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.Dispute;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.Outcome.Carried;
import io.tandem.conformance.datapath.Outcome.Count;
import io.tandem.flow.Bytes;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What kernel TC does otherwise than Tandem's software, for reasons in the kernel that no translation mends. */
enum TcDispute {
    /**
     * Behind a recirculation bytes are those of the packet that came in, whatever was done to it: sch_handle_ingress of
     * net/core/dev.c sets qdisc_skb_cb(skb)->pkt_len once, and tcf_action_update_bstats of net/sched/act_api.c adds that.
     */
    BYTES_IN_CHAINS {
        @Override
        boolean explains(DatapathCase wanted, Outcome software, Outcome tc) {
            return software instanceof Carried(var sent, var counts)
                    && tc instanceof Carried(var sentByTc, var countsOfTc)
                    && sent.equals(sentByTc)
                    && counts.size() == countsOfTc.size()
                    && IntStream.range(0, counts.size()).allMatch(i -> isAlike(wanted, i, counts, countsOfTc));
        }

        private boolean isAlike(DatapathCase wanted, int flow, List<Count> one, List<Count> other) {
            boolean behind = !wanted.flows().get(flow).key().startsWith("recirc_id(0)");
            return one.get(flow).packets() == other.get(flow).packets()
                    && (behind || one.get(flow).bytes() == other.get(flow).bytes());
        }
    },
    /** TC looks a packet up 16 times: max_reclassify_loop of net/sched/cls_api.c, __tcf_classify. */
    RECIRCULATION_DEPTH {
        @Override
        boolean explains(DatapathCase wanted, Outcome software, Outcome tc) {
            return Dispute.RECIRCULATION_DEPTH.concerns(wanted) && tc instanceof Carried;
        }
    },
    /**
     * A wrong checksum comes out right, and one of a UDP header with a wrong length comes out as zero, where the software
     * keeps what is wrong: net/sched/act_csum.c, tcf_csum_ipv4 and its like.
     */
    WRONG_CHECKSUMS {
        @Override
        boolean explains(DatapathCase wanted, Outcome software, Outcome tc) {
            return wanted.packets().stream().anyMatch(p -> !isRight(p.frame()))
                    && software instanceof Carried(var sent, var counts)
                    && tc instanceof Carried(var sentByTc, var countsOfTc)
                    && counts.equals(countsOfTc)
                    && sent.keySet().equals(sentByTc.keySet())
                    && sent.entrySet().stream().allMatch(e -> areMended(e.getValue(), sentByTc.get(e.getKey())));
        }

        private static boolean isRight(Bytes frame) {
            return Bytes.of(Checksums.mended(frame.toArray(), true, true)).equals(frame);
        }

        private static boolean areMended(List<Bytes> frames, @Nullable List<Bytes> others) {
            return others != null
                    && frames.size() == others.size()
                    && IntStream.range(0, frames.size()).allMatch(i -> isMended(frames.get(i), others.get(i)));
        }

        private static boolean isMended(Bytes frame, Bytes other) {
            byte[] bytes = frame.toArray();
            return Stream.of(
                            bytes,
                            Checksums.mended(bytes, true, false),
                            Checksums.mended(bytes, false, true),
                            Checksums.mended(bytes, true, true))
                    .anyMatch(mended -> Bytes.of(mended).equals(other));
        }
    };

    /** True where this is all that differs. */
    abstract boolean explains(DatapathCase wanted, Outcome software, Outcome tc);
}
