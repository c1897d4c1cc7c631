package dev.faultline.sim.workload;

import dev.faultline.check.Spec;
import dev.faultline.check.model.LockOp;
import dev.faultline.check.model.Models;
import dev.faultline.core.history.Outcome;
import java.util.function.Supplier;

/**
 * Locks, and clients that acquire and release them. Each acquisition has a new owner, a number. If
 * an acquisition is not answered, its result is unknown, and its owner is not used again.
 */
public final class Locks {
  private static final String OWNER = "owner";

  private Locks() {}

  /** A lock that only its owner may release. */
  public static Kind<LockOp, Object> mutex() {
    return new Lock(Models::ownedMutex);
  }

  /** A lock whose tokens grow; they are {@code Long}. */
  public static Kind<LockOp, Object> fencedLock() {
    return new Lock(Models::fencedLock);
  }

  /** Releases the lock if the client holds it, and acquires it otherwise. */
  public static Share<LockOp> acquireAndRelease() {
    return new Share<>(
        1,
        known -> {
          Object owner = known.noted(OWNER);
          return owner == null ? new LockOp.Acquire(known.fresh()) : new LockOp.Release(owner);
        });
  }

  private record Lock(Supplier<Spec<?, LockOp, Object>> kind) implements Kind<LockOp, Object> {
    @Override
    public Spec<?, LockOp, Object> model() {
      return kind.get();
    }

    /** A release that had no effect is tried again; one with an unknown outcome is not. */
    @Override
    public void ended(Known known, LockOp input, Outcome<Object> outcome) {
      switch (input) {
        case LockOp.Acquire(var owner) -> {
          if (outcome instanceof Outcome.Ok) {
            known.note(OWNER, owner);
          }
        }
        case LockOp.Release _ -> {
          if (!(outcome instanceof Outcome.Fail)) {
            known.note(OWNER, null);
          }
        }
      }
    }
  }
}
