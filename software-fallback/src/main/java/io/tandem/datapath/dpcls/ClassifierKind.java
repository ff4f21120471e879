package io.tandem.datapath.dpcls;

/** How megaflows are looked up. */
public enum ClassifierKind {
    /** One hash table for each mask, tried one after the other, as in Open vSwitch: cost grows with the masks. */
    SUBTABLES,
    /** Hash tables over the bits that flows have in common: cost does not grow with the masks. */
    DECISION_TREE;

    /** A classifier of this kind, with no flows. */
    public Classifier create() {
        return switch (this) {
            case SUBTABLES -> new SubtableClassifier();
            case DECISION_TREE -> new DecisionTree();
        };
    }
}
