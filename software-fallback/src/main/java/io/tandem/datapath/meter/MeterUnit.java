package io.tandem.datapath.meter;

/** What a meter counts. Source: OpenFlow 1.3, OFPMF_KBPS and OFPMF_PKTPS. */
public enum MeterUnit {
    /** 1000 bits of whole frames without FCS per second. */
    KILOBITS {
        @Override
        long volume(int length) {
            return length * 8L;
        }
    },
    /** Packets per second. */
    PACKETS {
        @Override
        long volume(int length) {
            return 1000;
        }
    };

    /** What a packet takes out of a bucket: bits, or thousandths of a packet; a millisecond brings as many as the rate. */
    abstract long volume(int length);
}
