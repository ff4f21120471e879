package io.tandem.tc.host;

import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.TcAction;

/** Ends a reading of a filter that comes to nothing. */
public final class NoMegaflowException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient NoMegaflow why;

    /** Says why. */
    public NoMegaflowException(NoMegaflow why) {
        super(why.sentence(), null, false, false);
        this.why = why;
    }

    /** A key is in the way. */
    public static NoMegaflowException key(FlowerKey key, String sentence) {
        return new NoMegaflowException(new NoMegaflow.Key(key, sentence));
    }

    /** Another part of match or place is in the way. */
    public static NoMegaflowException part(String part, String sentence) {
        return new NoMegaflowException(new NoMegaflow.Part(part, sentence));
    }

    /** An action is in the way. */
    public static NoMegaflowException action(int index, TcAction action, String sentence) {
        return new NoMegaflowException(new NoMegaflow.Action(index, action, sentence));
    }

    /** Why there is no megaflow. */
    public NoMegaflow why() {
        return why;
    }
}
