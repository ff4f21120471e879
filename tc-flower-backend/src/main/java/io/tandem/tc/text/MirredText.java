package io.tandem.tc.text;

import io.tandem.tc.filter.ActionBody.Mirred;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;

/**
 * mirred: {@code egress|ingress mirror|redirect [index N] dev NAME [CONTROL] [index N]}. Source: iproute2,
 * tc/m_mirred.c.
 */
final class MirredText implements ActionText {
    private final DeviceText devices;

    MirredText(DeviceText devices) {
        this.devices = devices;
    }

    @Override
    public String kind() {
        return "mirred";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        if (words.peek().abbreviates(INDEX.word())) {
            throw words.peek().notForFlows("known are ingress and egress");
        }
        boolean ingress = words.skipAbbreviated("ingress");
        if (!ingress && !words.skipAbbreviated("egress")) {
            throw words.peek().malformed("ingress or egress");
        }
        boolean mirror = words.skipAbbreviated("mirror");
        if (!mirror && !words.skipAbbreviated("redirect")) {
            throw words.peek().malformed("mirror or redirect");
        }
        int index = ActionText.readIndex(words);
        if (!words.skipAbbreviated("dev")) {
            throw words.peek().malformed("dev");
        }
        Mirred body = new Mirred(mirror, ingress, devices.read(words.next("a device")));
        TcAction action = TcAction.of(body, TcControl.STOLEN);
        if (mirror) {
            action = action.withControl(ControlText.isNext(words) ? ControlText.read(words) : TcControl.PIPE);
        }
        if (index != 0 && words.peek().abbreviates(INDEX.word())) {
            throw words.peek().malformed("one index");
        }
        return action.withIndex(index != 0 ? index : ActionText.readIndex(words));
    }

    /** tc has no word for what follows a redirect; it is always {@link TcControl#STOLEN}. */
    @Override
    public void print(TcAction action, TcLine line) {
        Mirred body = (Mirred) action.body();
        line.word(body.ingress() ? "ingress" : "egress", body.mirror() ? "mirror" : "redirect");
        devices.print(body.ifindex(), line);
        if (body.mirror()) {
            ActionText.printTail(action, line);
        } else {
            if (!action.control().equals(TcControl.STOLEN)) {
                line.missing("control " + action.control().code() + " after a redirect");
            }
            ActionText.printIndex(action, line);
        }
    }
}
