package io.tandem.tc.filter;

/**
 * A word of 32 bits that pedit writes. Source: tc_pedit.h, struct tc_pedit_key and TCA_PEDIT_KEY_EX_*.
 *
 * @param header where the offset counts from
 * @param add the value is added to what is there; else it replaces it
 * @param offset bytes, a multiple of 4; may be negative in the network header
 * @param keep the bits of the word, in network order, that stay; pedit calls them mask
 * @param value the bits that are put in, in network order; a bit that is kept and also set here is inverted
 */
public record PeditKey(Header header, boolean add, int offset, int keep, int value) {
    /** TCA_PEDIT_KEY_EX_HDR_TYPE_*, in their order from 0, with the word of tc's command line. */
    public enum Header {
        NETWORK(""),
        ETH("eth"),
        IP4("ip"),
        IP6("ip6"),
        TCP("tcp"),
        UDP("udp");

        private final String word;

        Header(String word) {
            this.word = word;
        }

        /** The word of tc's command line. */
        public String word() {
            return word;
        }
    }
}
