package io.tandem.conformance.tcwords;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.tc.transport.TcAnswer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    @Test
    void comparesTheKernelsWordsAndWhereItHasNoneTheError() {
        Optional<String> words = told("Error: act_mpls: Label is required for MPLS push.\nWe have an error talking");
        assertEquals(Optional.of("act_mpls: Label is required for MPLS push"), words);
        assertTrue(Refusals.equal(words.get(), answer(22, "act_mpls: Label is required for MPLS push")));
        assertFalse(Refusals.equal(words.get(), answer(22, "act_mpls: Label is required")));
        assertFalse(Refusals.equal(words.get(), answer(22, "")));
        Optional<String> error = told("RTNETLINK answers: File exists\nWe have an error talking to the kernel\n");
        assertTrue(Refusals.equal(error.orElseThrow(), answer(17, "")));
        assertFalse(Refusals.equal(error.get(), answer(22, "")));
    }

    @Test
    void tellsWhenTcDidNotAskTheKernel() {
        assertEquals(Optional.empty(), told("bad action parsing\nparse_action: bad value (9:police)!\n"));
    }

    private static Optional<String> told(String errors) {
        return Refusals.told(new Program(2, "", errors));
    }

    private static TcAnswer answer(int errno, String words) {
        return new TcAnswer(errno, words, List.of());
    }
}
