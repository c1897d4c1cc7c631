package dev.faultline.check.model;

import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;

/**
 * A lock that is held or not; the state is what took it. With owners, only who took it gives it
 * back; without, as in Knossos, anybody does.
 */
record Mutex(boolean owners) implements Spec<Object, LockOp, Object> {

  private static final String HELD = "held";

  @Override
  public Object initial() {
    return Nil.NIL;
  }

  @Override
  public Step<Object> step(Object holder, LockOp input, Outcome<Object> outcome) {
    return switch (input) {
      case LockOp.Acquire(var owner) ->
          owners
              ? Step.when(
                  holder == Nil.NIL,
                  owner,
                  owner + " cannot acquire it while " + holder + " holds it")
              : Step.when(holder == Nil.NIL, HELD, "cannot acquire a held lock");
      case LockOp.Release(var owner) ->
          owners
              ? Step.when(
                  holder.equals(owner),
                  Nil.NIL,
                  owner + " cannot release it, the holder is " + holder)
              : Step.when(holder != Nil.NIL, Nil.NIL, "cannot release a free lock");
    };
  }
}
