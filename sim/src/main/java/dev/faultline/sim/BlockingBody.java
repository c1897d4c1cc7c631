package dev.faultline.sim;

import dev.faultline.core.BlockingEnv;

/**
 * The code of a blocking node, with a state object that properties can read.
 *
 * @param <S> the state of one incarnation
 */
@FunctionalInterface
public interface BlockingBody<S> {
  /**
   * Runs one incarnation, in a virtual thread of the node's.
   *
   * @param state a new object for each incarnation
   * @throws Exception any exception is a finding
   */
  void run(BlockingEnv env, S state) throws Exception;
}
