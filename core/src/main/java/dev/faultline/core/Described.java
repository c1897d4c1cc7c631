package dev.faultline.core;

/**
 * A node that says in a few words how it is, such as {@code leader of term 4, 20 committed}. What
 * it says when it changes is a lane of its own in diagrams, stands in traces, and its last words
 * are part of the explanation of a finding. It may be the node itself or, of a blocking node, the
 * state that it shows.
 *
 * <p>It is asked after each step of the node, on the world's thread, only while somebody records
 * the run: it must change nothing, neither the node nor the world, or else a run that is looked at
 * is another one. What it throws is said in its place.
 */
@FunctionalInterface
public interface Described {
  /** The state, on one line; empty for nothing worth saying. */
  String describe();
}
