package dev.faultline.examples.flp;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.List;

/** A process that takes part in consensus. */
interface Process extends Node {
  /** The round that it is in, from 1. */
  int round();

  /** Whether it has decided. */
  boolean decided();

  /** Sends to all processes, the sender among them. */
  static void toAll(Env env, List<String> names, Object message) {
    names.forEach(name -> env.send(env.address(name), message));
  }
}
