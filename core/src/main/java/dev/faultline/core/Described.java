package dev.faultline.core;

/**
 * A node that describes its state in a few words, such as {@code leader of term 4, 20 committed}.
 * Each change of the description appears in traces and in a lane of its own in diagrams. The last
 * description is part of the explanation of a finding. It may be the node itself or, of a blocking
 * node, the state that it shows.
 *
 * <p>It is called after each step of the node, on the world's thread, and only while the run is
 * recorded. It must change neither the node nor the world, because a recorded run has to be the
 * same as one that is not recorded. If it throws, the exception is shown in its place.
 */
@FunctionalInterface
public interface Described {
  /** The state, on one line; empty if there is nothing to report. */
  String describe();
}
