package dev.faultline.check.model;

import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;

/** A lock whose holders get tokens that grow, so that a storage can refuse a stale holder. */
record FencedLock() implements Spec<FencedLock.Held, LockOp, Object> {

  /** Who holds it, and the last token given out. */
  record Held(Object holder, long token) {}

  @Override
  public Held initial() {
    return new Held(Nil.NIL, 0);
  }

  @Override
  public Step<Held> step(Held held, LockOp input, Outcome<Object> outcome) {
    return switch (input) {
      case LockOp.Acquire(var owner) -> {
        if (held.holder() != Nil.NIL) {
          yield Step.impossible(owner + " acquired while " + held.holder() + " holds it");
        }
        // An unheard token is the least possible one: a greater one would only forbid more.
        long token = outcome instanceof Outcome.Ok<Object>(Long told) ? told : held.token() + 1;
        yield Step.when(
            token > held.token(),
            new Held(owner, token),
            "token " + token + " does not exceed " + held.token());
      }
      case LockOp.Release(var owner) ->
          Step.when(
              held.holder().equals(owner),
              new Held(Nil.NIL, held.token()),
              owner + " released, but the holder is " + held.holder());
    };
  }

  @Override
  public boolean outputsDecideStates() {
    return true;
  }
}
