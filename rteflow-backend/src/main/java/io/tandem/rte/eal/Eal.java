package io.tandem.rte.eal;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.EalLog;
import io.tandem.rte.nativelib.LibEal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * DPDK's environment abstraction layer, started. It starts once in the life of a process and ends with it; a start that
 * failed half-way counts, as EAL does not clean up behind itself. Any thread; calls that change something are one at a
 * time.
 */
public final class Eal {
    private static final int ENOMEM = 12;
    private static final String CORRECT = "correct the section eal of the configuration, then start a new process";
    private static final String HUGE_PAGES =
            "give the machine huge pages (docs/dpdk.md says how), or set eal.hugepages to"
                    + " false, for virtual devices; else " + CORRECT;

    private static final AtomicBoolean TRIED = new AtomicBoolean();

    private final EalLog log;

    private Eal(EalLog log) {
        this.log = log;
    }

    /**
     * Starts EAL, on a thread of its own: EAL pins the thread that starts it.
     *
     * @throws BackendUnavailableException where DPDK is not on this machine, or of an unknown release
     * @throws EalException where it was started before, will not take an argument, or cannot start
     */
    public static Eal start(EalConfig config) throws BackendUnavailableException, EalException {
        Dpdk.check();
        Optional<String> problem = EalArguments.problem(config.extra());
        if (problem.isPresent()) {
            throw new EalException(
                    EalException.Reason.ARGUMENT,
                    "starting DPDK",
                    0,
                    problem.get(),
                    List.of(),
                    "correct eal.arguments in the configuration");
        }
        if (!TRIED.compareAndSet(false, true)) {
            throw new EalException(
                    EalException.Reason.STARTED_BEFORE,
                    "starting DPDK",
                    0,
                    "it starts once in the life of a process, and this one has tried before",
                    List.of(),
                    "start a new process");
        }
        Eal eal = new Eal(EalLog.open());
        Start start = new Start(config.arguments());
        start.run();
        if (start.answer < 0) {
            throw eal.refused(
                    EalException.Reason.START,
                    "starting DPDK as " + String.join(" ", config.arguments()),
                    start.errno,
                    config.hugepages() ? HUGE_PAGES : CORRECT);
        }
        eal.log.take();
        return eal;
    }

    /** What the library calls itself, as "DPDK 22.11.11". */
    public String version() {
        return Dpdk.version();
    }

    /**
     * Makes a pool of mbufs.
     *
     * @param name unlike that of any other pool
     * @param count of mbufs; one less than a power of two wastes no memory
     * @throws EalException where there is not as much memory
     */
    public synchronized MbufPool createPool(String name, int count) throws EalException {
        return createPool(name, count, MbufPool.DEFAULT_ROOM);
    }

    /**
     * Makes a pool of mbufs.
     *
     * @param room bytes of a frame that one mbuf takes; longer frames are chains
     */
    public synchronized MbufPool createPool(String name, int count, int room) throws EalException {
        log.take();
        long address = MbufPool.create(name, count, room);
        if (address == 0) {
            int errno = LibEal.errno();
            throw refused(
                    EalException.Reason.MEMORY,
                    "a pool " + name + " of " + count + " mbufs of " + room + " bytes",
                    errno,
                    errno == ENOMEM
                            ? "raise eal.memory in the configuration, or ask for fewer"
                            : "correct --mbuf-pool-ops-name of eal.arguments, or the number of mbufs, in the configuration");
        }
        return new MbufPool(name, address);
    }

    /**
     * An error with DPDK's words.
     *
     * @param what was asked, and of what
     * @param errno of either sign
     */
    public EalException refused(EalException.Reason reason, String what, int errno, String advice) {
        int positive = Math.abs(errno);
        List<String> words =
                log.take().lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        return new EalException(reason, what, positive, LibEal.strerror(positive), words, advice);
    }

    /** Forgets what was logged so far, so that an error has the words of its own call. */
    public void forgetLog() {
        log.take();
    }

    /** rte_eal_init on a thread of its own. */
    private static final class Start implements Runnable {
        private final Thread thread = new Thread(this::init, "eal-start");
        private final List<String> arguments;
        private int answer;
        private int errno;

        Start(List<String> arguments) {
            this.arguments = arguments;
        }

        private void init() {
            answer = LibEal.ealInit(arguments);
            errno = answer < 0 ? LibEal.errno() : 0;
        }

        @Override
        public void run() {
            thread.start();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
