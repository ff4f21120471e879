package io.tandem.tc.transport;

import io.tandem.validate.Errno;
import java.util.List;

/**
 * What became of one request.
 *
 * @param errno 0 where it was done, else a positive number of asm-generic/errno.h
 * @param words NLMSGERR_ATTR_MSG as it came, or empty; a request that was done can bring a warning
 * @param echoed what came for this request before its acknowledgement: what NLM_F_ECHO brought, or the object that an
 *     RTM_GET asked for
 * @param offset NLMSGERR_ATTR_OFFS: the byte of the request, counted from its struct nlmsghdr, that was wrong; 0 where
 *     nothing was said
 */
public record TcAnswer(int errno, String words, List<TcMessage> echoed, int offset) {
    /** Done, without a word. */
    public static final TcAnswer DONE = new TcAnswer(0, "", List.of());

    /** An answer that does not say which byte was wrong. */
    public TcAnswer(int errno, String words, List<TcMessage> echoed) {
        this(errno, words, echoed, 0);
    }

    /** True where the request was done. */
    public boolean done() {
        return errno == 0;
    }

    /** The error's name and the kernel's words, for people. */
    public String text() {
        String name = errno == 0 ? "done" : Errno.text(errno);
        return words.isEmpty() ? name : name + ": " + words;
    }
}
