package dev.faultline.check.model;

import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;

/** A lock that one owner holds at a time; the state is the owner. */
record Mutex() implements Spec<Object, LockOp, Object> {

  @Override
  public Object initial() {
    return Nil.NIL;
  }

  @Override
  public Step<Object> step(Object holder, LockOp input, Outcome<Object> outcome) {
    return switch (input) {
      case LockOp.Acquire(var owner) ->
          Step.when(holder == Nil.NIL, owner, owner + " acquired while " + holder + " holds it");
      case LockOp.Release(var owner) ->
          Step.when(
              holder.equals(owner), Nil.NIL, owner + " released, but the holder is " + holder);
    };
  }
}
