package io.tandem.agent.slowpath;

/** A flow file that cannot be used. The message is one line: {@code FILE:LINE:COLUMN: what, found X, expected Y}. */
public final class FlowFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final int column;

    FlowFileException(String file, int line, int column, String what, String found, String expected) {
        super(oneLine(file + ":" + line + ":" + column + ": " + what + ", found " + found + ", expected " + expected));
        this.file = file;
        this.line = line;
        this.column = column;
    }

    /** The file's name as it was given. */
    public String file() {
        return file;
    }

    /** The line, from 1; 0 where the file could not be read at all. */
    public int line() {
        return line;
    }

    /** The character in the line, from 1; 0 where the file could not be read at all. */
    public int column() {
        return column;
    }

    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message.length());
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            int type = Character.getType(c);
            boolean breaks = Character.isISOControl(c)
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.FORMAT;
            if (breaks) {
                line.append("\\u%04x".formatted((int) c));
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }
}
