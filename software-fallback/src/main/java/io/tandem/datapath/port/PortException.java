package io.tandem.datapath.port;

/** A port that cannot be opened: which port, which system call, which errno, and what to do about it. */
public final class PortException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String port;
    private final String call;
    private final int errno;

    /**
     * @param port name of the interface
     * @param call the system call that failed, with what it was asked
     * @param errno positive, 0 where no call failed
     * @param name of the errno, such as EPERM
     * @param advice what to do
     */
    public PortException(String port, String call, int errno, String name, String advice) {
        super("port " + port + ": " + call + ": " + name + ": " + advice);
        this.port = port;
        this.call = call;
        this.errno = errno;
    }

    /** The name of the interface. */
    public String port() {
        return port;
    }

    /** The system call that failed, with what it was asked. */
    public String call() {
        return call;
    }

    /** The errno, positive; 0 where no call failed. */
    public int errno() {
        return errno;
    }
}
