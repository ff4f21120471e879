package io.tandem.tc.host;

import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.TcAction;

/** Why a filter is no megaflow. */
public sealed interface NoMegaflow {
    /** What is in the way, and what it would take, for a person. */
    String sentence();

    /**
     * A key that no field of a megaflow is compared as.
     *
     * @param key the key
     */
    record Key(FlowerKey key, String sentence) implements NoMegaflow {}

    /**
     * A part of the match that is no key, or of the filter's place.
     *
     * @param part its name: {@code attach}, {@code chain}, {@code protocol}, {@code class}, {@code indev}, {@code ports},
     *     {@code mpls}, {@code enc_opts}
     */
    record Part(String part, String sentence) implements NoMegaflow {}

    /**
     * An action.
     *
     * @param index where it is in the filter's list, from 0; the list's size where the list ends too early
     * @param action the action; the last one where the list ends too early
     */
    record Action(int index, TcAction action, String sentence) implements NoMegaflow {}

    /** A list without an action. */
    record Empty(String sentence) implements NoMegaflow {}
}
