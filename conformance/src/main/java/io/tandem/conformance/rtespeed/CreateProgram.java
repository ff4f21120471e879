package io.tandem.conformance.rtespeed;

import io.tandem.rte.eal.Eal;
import io.tandem.rte.eal.EalConfig;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.FlowErrorImage;
import io.tandem.rte.nativelib.LibFlow;
import io.tandem.rte.nativelib.RuleImage;
import io.tandem.rte.port.EthFlows;
import io.tandem.rte.port.EthPort;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * What {@code create.c} does, by Tandem: for each line of its input two passes of the calls alone, with a rule that stands in
 * native memory, and two of whole rules, with a line for the second of each. Arguments: device, rules of a pass.
 */
final class CreateProgram {
    private static final int MEMORY = 256;
    private static final int FIRST_ADDRESS = 0x0a000000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        Eal eal = Eal.start(EalConfig.virtual(MEMORY));
        EthPort port = EthPort.attach(eal, arguments[0]);
        List<RteRule> rules =
                IntStream.range(0, count).mapToObj(CreateProgram::rule).toList();
        try (EthFlows flows = new EthFlows();
                RuleImage image = new RuleImage(Dpdk.layouts())) {
            FlowErrorImage error = new FlowErrorImage(Dpdk.layouts());
            image.set(rules.getFirst(), id -> 0);
            while (System.in.read() == '\n') {
                second("calls", flows, port, () -> calls(port.number(), image, error, count));
                second("rules", flows, port, () -> rules(port.number(), flows, rules));
            }
        }
        System.exit(0);
    }

    private static void second(String what, EthFlows flows, EthPort port, DoubleSupplier pass) {
        double last = 0;
        for (int i = 0; i < 2; i++) {
            last = pass.getAsDouble();
            flush(flows, port);
        }
        System.out.println(what + "\t" + last);
    }

    private static RteRule rule(int number) {
        FieldValue address = FieldValue.exact(RteField.IPV4_DST, FIRST_ADDRESS + number);
        return new RteRule(
                0,
                0,
                Set.of(Traffic.INGRESS),
                List.of(
                        PatternItem.of(RteItem.ETH),
                        PatternItem.of(RteField.IPV4_DST, address),
                        PatternItem.of(RteField.TCP_DST, FieldValue.exact(RteField.TCP_DST, 80))),
                List.of(RteAction.of(RteActionType.DROP)));
    }

    private static double calls(int port, RuleImage image, FlowErrorImage error, int count) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
            if (LibFlow.create(port, image.attr(), image.pattern(), image.actions(), error.clear()) == 0) {
                throw new IllegalStateException("rule " + i + ": " + error.message());
            }
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - start) / count;
    }

    private static double rules(int port, EthFlows flows, List<RteRule> rules) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (RteRule rule : rules) {
            if (flows.create(port, rule) instanceof RteAnswer.Refused<FlowHandle> refused) {
                throw new IllegalStateException("a rule was refused: " + refused);
            }
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - start) / rules.size();
    }

    private static void flush(EthFlows flows, EthPort port) {
        if (flows.flush(port.number()) instanceof RteAnswer.Refused<?> refused) {
            throw new IllegalStateException("the rules could not be flushed: " + refused);
        }
    }

    private CreateProgram() {}
}
