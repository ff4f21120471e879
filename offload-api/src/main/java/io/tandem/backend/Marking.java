package io.tandem.backend;

/**
 * The rule with which a device would mark a flow's packets and give them to the host, where it has no rule that does all
 * that the flow says. Software then finds the flow by the mark, does its actions and counts its packets.
 *
 * @param rule with 1 in the mark's place
 * @param whole why there is no rule that does all
 */
public record Marking(Translation rule, Refusal whole) implements Explanation {}
