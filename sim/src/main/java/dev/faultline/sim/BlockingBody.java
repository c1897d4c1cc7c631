package dev.faultline.sim;

import dev.faultline.core.BlockingEnv;

/**
 * Straight-line code of a node that may block, with an object that holds what properties look at.
 *
 * @param <S> the state of one incarnation
 */
@FunctionalInterface
public interface BlockingBody<S> {
  /**
   * Runs one incarnation, in a virtual thread of the node's.
   *
   * @param state made for this incarnation; it is gone when the incarnation is over
   * @throws Exception which is a finding, as all that the body throws is
   */
  void run(BlockingEnv env, S state) throws Exception;
}
