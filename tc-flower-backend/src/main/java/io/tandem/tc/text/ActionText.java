package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.List;

/** One kind of action as words, both ways. What all kinds have in common is {@link ActionListText}'s. */
interface ActionText {
    /** A number that tells actions of a kind apart. */
    Option<Long> INDEX = Option.number("index", 10, NumberText.U32);

    /** The kind's name. */
    String kind();

    /** Reads what stands behind the kind's name: an action without cookie. */
    TcAction read(CommandWords words) throws TcParseException;

    /** Writes what stands behind the kind's name. */
    void print(TcAction action, TcLine line);

    /** Reads {@code [CONTROL] [index N]}, with which most kinds end. */
    static TcAction readTail(ActionBody body, TcControl unsaid, CommandWords words) throws TcParseException {
        TcControl control = ControlText.isNext(words) ? ControlText.read(words) : unsaid;
        return new TcAction(body, control, readIndex(words), Bytes.NONE, TcAction.StatisticsForm.USUAL);
    }

    static int readIndex(CommandWords words) throws TcParseException {
        return words.skipAbbreviated(INDEX.word()) ? INDEX.form().read(words).intValue() : 0;
    }

    static void printTail(TcAction action, TcLine line) {
        ControlText.print(action.control())
                .ifPresentOrElse(
                        line::word,
                        () -> line.missing("control " + action.control().code()));
        printIndex(action, line);
    }

    static void printIndex(TcAction action, TcLine line) {
        new Options().withUnlessZero(INDEX, action.index() & NumberText.U32).print(List.of(INDEX), line);
    }
}
