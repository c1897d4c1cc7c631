package dev.faultline.chaos.monkey.undo;

/**
 * What came of an undo.
 *
 * @param done whether the fault is over
 * @param said in one line
 */
public record Undone(boolean done, String said) {}
