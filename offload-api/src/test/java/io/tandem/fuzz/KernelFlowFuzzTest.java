package io.tandem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.validate.KernelFlow;
import java.util.Optional;

/** What the kernel would say to a flow, any bytes; {@link InputBlocks} of key, mask and actions. */
class KernelFlowFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) throws Exception {
        InputBlocks blocks = new InputBlocks(input);
        byte[] key = blocks.next();
        byte[] mask = blocks.next();
        byte[] actions = blocks.rest();
        assertThat(KernelFlow.check(key, Optional.of(mask), actions)).isNotNull();
        assertThat(KernelFlow.check(key, Optional.empty(), actions)).isNotNull();
        assertThat(KernelFlow.checkMatch(key, Optional.of(mask))).isNotNull();
    }
}
