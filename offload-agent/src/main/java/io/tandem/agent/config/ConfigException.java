package io.tandem.agent.config;

/** A configuration that cannot be used: which file, which key, what is there and what should be. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param file the file as the user named it
     * @param key where in it, {@code ports[1].queues}; empty for the file as a whole
     * @param found what is there
     * @param expected what would be right
     */
    public ConfigException(String file, String key, String found, String expected) {
        super(file + (key.isEmpty() ? "" : ": " + key) + ": " + found + "; expected " + expected);
    }
}
