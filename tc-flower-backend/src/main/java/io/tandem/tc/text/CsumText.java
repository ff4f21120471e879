package io.tandem.tc.text;

import io.tandem.tc.filter.ActionBody.Csum;
import io.tandem.tc.filter.ChecksumLayer;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import java.util.Optional;

/** csum. Source: iproute2, tc/m_csum.c. */
final class CsumText implements ActionText {
    @Override
    public String kind() {
        return "csum";
    }

    @Override
    public TcAction read(CommandWords words) throws TcParseException {
        int layers = 0;
        Optional<ChecksumLayer> layer = layer(words.peek());
        while (layer.isPresent() || isJoint(words.peek())) {
            words.next("a checksum");
            layers |= layer.map(ChecksumLayer::bit).orElse(0);
            layer = layer(words.peek());
        }
        if (layers == 0) {
            throw words.peek().malformed("a checksum: ip4h, icmp, igmp, tcp, udp, udplite or sctp");
        }
        return ActionText.readTail(new Csum(layers), TcControl.PASS, words);
    }

    /** tc also has iph and ipv4h for the first, and takes any beginning of a word, the first word that has it. */
    private static Optional<ChecksumLayer> layer(CommandWord word) {
        if (word.abbreviates("iph") || word.abbreviates("ipv4h")) {
            return Optional.of(ChecksumLayer.IPV4HDR);
        }
        for (ChecksumLayer layer : ChecksumLayer.values()) {
            if (word.abbreviates(layer.word())) {
                return Optional.of(layer);
            }
        }
        return Optional.empty();
    }

    private static boolean isJoint(CommandWord word) {
        return word.text().equals("and")
                || word.text().equals("or")
                || word.text().equals("+");
    }

    @Override
    public void print(TcAction action, TcLine line) {
        int left = ((Csum) action.body()).layers();
        if (left == 0) {
            line.missing("csum of nothing");
        }
        for (ChecksumLayer layer : ChecksumLayer.values()) {
            if ((left & layer.bit()) != 0) {
                line.word(layer.word());
                left &= ~layer.bit();
            }
        }
        if (left != 0) {
            line.missing("csum of layers " + NumberText.hex(left & NumberText.U32));
        }
        ActionText.printTail(action, line);
    }
}
