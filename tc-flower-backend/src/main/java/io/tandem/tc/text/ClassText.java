package io.tandem.tc.text;

/** A class or priority: two halves in hexadecimal with a colon between. Source: tc/tc_util.c, get_tc_classid. */
final class ClassText {
    private static final int ROOT = -1;

    static long read(CommandWord word) throws TcParseException {
        String text = word.text();
        if (text.equals("root") || text.equals("none")) {
            return text.equals("root") ? ROOT & NumberText.U32 : 0;
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return NumberText.read(word, 16, NumberText.U32);
        }
        return half(word.between(0, colon)) << 16 | half(word.from(colon + 1));
    }

    private static long half(CommandWord word) throws TcParseException {
        return word.text().isEmpty() ? 0 : NumberText.read(word, 16, 0xffff);
    }

    static String print(int id) {
        return Integer.toHexString(id >>> 16) + ":" + Integer.toHexString(id & 0xffff);
    }

    private ClassText() {}
}
