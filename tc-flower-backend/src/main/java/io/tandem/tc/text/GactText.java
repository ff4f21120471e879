package io.tandem.tc.text;

import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;

/** gact: a control and nothing else. Source: iproute2, tc/m_gact.c. */
final class GactText implements ActionText {
    @Override
    public String kind() {
        return "gact";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        boolean shared = words.peek().abbreviates(INDEX.word());
        TcControl control = shared ? TcControl.PASS : ControlText.read(words);
        if (words.peek().text().equals("random")) {
            throw words.peek().notForFlows("known is index");
        }
        return TcAction.of(new ActionBody.Gact(), control).withIndex(ActionText.readIndex(words));
    }

    @Override
    public void print(TcAction action, TcLine line) {
        ActionText.printTail(action, line);
    }
}
