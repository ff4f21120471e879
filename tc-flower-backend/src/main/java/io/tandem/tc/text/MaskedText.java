package io.tandem.tc.text;

import io.tandem.tc.filter.ActionBody.Ct.Masked;

/** A mark, and after a slash the bits of it that count, as C writes numbers. */
final class MaskedText {
    static Masked read(CommandWord word) throws TcParseException {
        int slash = word.text().indexOf('/');
        CommandWord value = slash < 0 ? word : word.between(0, slash);
        long mask = slash < 0 ? NumberText.U32 : NumberText.read(word.from(slash + 1), 0, NumberText.U32);
        return new Masked((int) NumberText.read(value, 0, NumberText.U32), (int) mask);
    }

    static String print(Masked mark) {
        String value = NumberText.hex(mark.value() & NumberText.U32);
        return mark.mask() == -1 ? value : value + "/" + NumberText.hex(mark.mask() & NumberText.U32);
    }

    private MaskedText() {}
}
