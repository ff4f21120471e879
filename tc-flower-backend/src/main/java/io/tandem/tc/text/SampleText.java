package io.tandem.tc.text;

import io.tandem.tc.filter.ActionBody.Sample;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.List;
import java.util.Set;

/** sample. Source: iproute2, tc/m_sample.c. */
final class SampleText implements ActionText {
    private static final Option<Long> RATE = Option.number("rate", 10, NumberText.U32);
    private static final Option<Long> GROUP = Option.number("group", 10, NumberText.U32);
    private static final Option<Long> TRUNCATE = Option.number("trunc", 10, NumberText.U32);
    private static final List<Option<?>> TABLE = List.of(RATE, GROUP, TRUNCATE);

    @Override
    public String kind() {
        return "sample";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        CommandWord first = words.peek();
        Options options = Options.read(TABLE, Set.of(), words);
        if (options.isEmpty() && first.abbreviates(INDEX.word())) {
            throw first.notForFlows("known are rate, group and trunc");
        }
        if (!options.has(RATE) || !options.has(GROUP)) {
            throw words.peek().malformed("rate and group");
        }
        Sample body =
                new Sample(options.numberOrZero(RATE), options.numberOrZero(GROUP), options.numberOrZero(TRUNCATE));
        return ActionText.readTail(body, TcControl.PIPE, words);
    }

    @Override
    public void print(TcAction action, TcLine line) {
        Sample body = (Sample) action.body();
        new Options()
                .with(RATE, body.rate() & NumberText.U32)
                .with(GROUP, body.group() & NumberText.U32)
                .withUnlessZero(TRUNCATE, body.truncate() & NumberText.U32)
                .print(TABLE, line);
        ActionText.printTail(action, line);
    }
}
