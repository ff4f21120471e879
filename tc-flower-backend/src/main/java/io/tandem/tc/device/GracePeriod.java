package io.tandem.tc.device;

/** Waits until every packet that was on its way through filters has left them. */
@FunctionalInterface
public interface GracePeriod {
    /** Returns when all readers that may have seen filters as they were before the call are done with them. */
    void await();
}
