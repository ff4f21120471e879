package io.tandem.agent.run;

import io.tandem.agent.engine.AgentView;
import io.tandem.agent.engine.OffloadEngine;

/** What packets come from and go to in a running agent. */
interface Traffic extends AutoCloseable {
    /** What can be seen of it. */
    AgentView view();

    /** Placement of its flows. */
    OffloadEngine engine();

    /** Lets packets come. */
    void start();

    /** Takes rules out of a device that would outlive this process, while packets still come. */
    default void takeRulesOut() {}

    /** Lets no packet come any more, and ends those under way. Does nothing the second time. */
    void stop();

    /** Called by the control thread now and then, until {@link #stop}. */
    void maintain();

    /** Gives back what was opened, after {@link #stop}. */
    @Override
    void close();
}
